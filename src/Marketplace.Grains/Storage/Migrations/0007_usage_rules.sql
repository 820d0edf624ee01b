-- Rows of listings folded before rules had idleness, installments and versions say now that there are none, as the fold itself would.
update read.listings set doc = doc || jsonb_build_object(
  'usageRule', '{"idleMonthsMax": null, "installments": null}' || (doc -> 'usageRule'),
  'rules', jsonb_build_array('{"idleMonthsMax": null, "installments": null}' || (doc -> 'usageRule')));
