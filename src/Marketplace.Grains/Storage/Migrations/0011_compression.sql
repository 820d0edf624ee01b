-- Facts that hold hundreds of lines, as those of a batch do, are compressed several times faster by LZ4, where the server was built with it.
do $$ begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)) then
    alter table es.mt_events alter column data set compression lz4;
  end if;
end $$;
