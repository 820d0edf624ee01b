// Draws the charts of a page from their data, in the colours of its theme.
'use strict';

for (const box of document.querySelectorAll('[data-chart]')) {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const option = JSON.parse(box.dataset.chart);
  for (const axis of [option.xAxis, option.yAxis].flat().filter(Boolean)) {
    axis.axisLabel = { color: color('--tblr-secondary-color'), ...axis.axisLabel };
    axis.axisLine = { lineStyle: { color: color('--line') } };
    axis.splitLine = { show: axis.type === 'value', lineStyle: { color: color('--line') } };
  }
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption({
    color: [color('--action'), color('--reserved'), color('--done'), color('--refused'), color('--tblr-secondary-color')],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: color('--tblr-body-color') },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', confine: true },
    animation: false,
    ...option,
  });
  new ResizeObserver(() => chart.resize()).observe(box);
}
