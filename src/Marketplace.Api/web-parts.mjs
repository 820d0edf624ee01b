// Copies what browsers need from node_modules to wwwroot/lib, and gathers the icons that pages use into one sprite.
// Run by the build (Marketplace.Api.csproj) whenever package-lock.json or this file changes.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const files = {
  'tabler.min.css': '@tabler/core/dist/css/tabler.min.css',
  'htmx.min.js': 'htmx.org/dist/htmx.min.js',
  'echarts.min.js': 'echarts/dist/echarts.min.js',
};

// Names of Tabler's outline icons, sorted; a page names one of them: <Icon Name="wallet" />.
const icons = [
  'adjustments', 'alert-circle', 'alert-triangle', 'apps', 'arrow-right', 'ban', 'bell', 'building-factory-2', 'building-store',
  'calendar', 'cash', 'chart-bar', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-check', 'clock', 'copy', 'database',
  'device-desktop', 'download', 'external-link', 'eye', 'file-text', 'fingerprint', 'gift', 'help-circle', 'home', 'hourglass',
  'id-badge-2', 'info-circle', 'key', 'language', 'link', 'list', 'list-check', 'lock', 'login', 'logout', 'mail', 'map-pin', 'menu-2',
  'minus', 'moon', 'package', 'phone', 'plus', 'printer', 'receipt', 'rocket', 'scale', 'search', 'settings', 'shield-check',
  'shopping-cart', 'star', 'sun', 'table', 'text-size', 'thumb-down', 'thumb-up', 'trash', 'upload', 'user', 'users', 'wallet', 'world', 'x',
];

const here = new URL('.', import.meta.url);
const lib = new URL('wwwroot/lib/', here);
rmSync(lib, { recursive: true, force: true });
mkdirSync(lib, { recursive: true });

for (const [name, path] of Object.entries(files)) {
  const source = new URL(`node_modules/${path}`, here);
  if (name.endsWith('.js') || name.endsWith('.css'))
    writeFileSync(new URL(name, lib), readFileSync(source, 'utf8').replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*$/m, ''));
  else copyFileSync(source, new URL(name, lib));
}

const symbols = icons.map(name => {
  const svg = readFileSync(new URL(`node_modules/@tabler/icons/icons/outline/${name}.svg`, here), 'utf8');
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '')
    .replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', '').replace(/\s*\n\s*/g, '');
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
});
writeFileSync(new URL('icons.svg', lib), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
