-- What the schedule has done, and each run that had something to do or to say.
create schema jobs;

-- Every moment of a job's schedule up to done_until has been seen to; idle_at is the last at which there was nothing to do.
create table jobs.schedule (
  job text primary key,
  done_until timestamptz not null,
  idle_at timestamptz);

-- A run is one moment of the schedule, or what somebody asked for. One that is broken off goes on in the same row.
create table jobs.runs (
  id uuid primary key default gen_random_uuid(),
  job text not null,
  period text,
  scheduled_at timestamptz not null,
  asked_by text,
  state text not null check (state in ('waiting', 'running', 'brokenOff', 'succeeded', 'failed')),
  attempts int not null default 0,
  again_at timestamptz not null default '-infinity',
  started_at timestamptz,
  finished_at timestamptz,
  node text,
  done int not null default 0,
  total int not null default 0,
  error text,
  findings int not null default 0);

create unique index runs_scheduled on jobs.runs (job, scheduled_at) where asked_by is null;
create index runs_job on jobs.runs (job, scheduled_at desc);
create index runs_open on jobs.runs (job) where state in ('waiting', 'running', 'brokenOff');

-- What a run came upon that somebody should look into.
create table jobs.findings (
  run_id uuid not null references jobs.runs on delete cascade,
  line int not null,
  subject text not null,
  code text not null,
  message text not null,
  message_zh text not null,
  primary key (run_id, line));

-- Quartz's own tables, as its version 4.7 wants them; nothing of ours reads or writes them.
create schema quartz;

create table quartz.qrtz_job_details (
  sched_name text not null,
  job_name text not null,
  job_group text not null,
  description text,
  job_class_name text not null,
  is_durable bool not null,
  is_nonconcurrent bool not null,
  is_update_data bool not null,
  requests_recovery bool not null,
  job_data bytea,
  primary key (sched_name, job_name, job_group));

create table quartz.qrtz_triggers (
  sched_name text not null,
  trigger_name text not null,
  trigger_group text not null,
  job_name text not null,
  job_group text not null,
  description text,
  next_fire_time bigint,
  prev_fire_time bigint,
  priority int,
  trigger_state text not null,
  trigger_type text not null,
  start_time bigint not null,
  end_time bigint,
  calendar_name text,
  misfire_instr smallint,
  misfire_orig_fire_time bigint,
  execution_group varchar(200),
  preferred_node varchar(200),
  preferred_node_auto bool not null default false,
  retry_policy varchar(250),
  retry_attempt int,
  continues_trigger_name text,
  continues_trigger_group text,
  continuation_condition int,
  overlap_policy int,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  misfire_threshold bigint,
  fixed_delay bool,
  job_data bytea,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, job_name, job_group) references quartz.qrtz_job_details);

create table quartz.qrtz_simple_triggers (
  sched_name text not null,
  trigger_name text not null,
  trigger_group text not null,
  repeat_count bigint not null,
  repeat_interval bigint not null,
  times_triggered bigint not null,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references quartz.qrtz_triggers on delete cascade);

create table quartz.qrtz_cron_triggers (
  sched_name text not null,
  trigger_name text not null,
  trigger_group text not null,
  cron_expression text not null,
  time_zone_id text,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references quartz.qrtz_triggers on delete cascade);

create table quartz.qrtz_simprop_triggers (
  sched_name text not null,
  trigger_name text not null,
  trigger_group text not null,
  str_prop_1 text,
  str_prop_2 text,
  str_prop_3 text,
  int_prop_1 int,
  int_prop_2 int,
  long_prop_1 bigint,
  long_prop_2 bigint,
  dec_prop_1 numeric,
  dec_prop_2 numeric,
  bool_prop_1 bool,
  bool_prop_2 bool,
  time_zone_id text,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references quartz.qrtz_triggers on delete cascade);

create table quartz.qrtz_blob_triggers (
  sched_name text not null,
  trigger_name text not null,
  trigger_group text not null,
  blob_data bytea,
  primary key (sched_name, trigger_name, trigger_group),
  foreign key (sched_name, trigger_name, trigger_group) references quartz.qrtz_triggers on delete cascade);

create table quartz.qrtz_calendars (
  sched_name text not null,
  calendar_name text not null,
  calendar bytea not null,
  primary key (sched_name, calendar_name));

create table quartz.qrtz_paused_trigger_grps (
  sched_name text not null,
  trigger_group text not null,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  primary key (sched_name, trigger_group));

create table quartz.qrtz_paused_job_grps (
  sched_name text not null,
  job_group text not null,
  pause_reason varchar(250),
  paused_by varchar(200),
  paused_at bigint,
  primary key (sched_name, job_group));

create table quartz.qrtz_fired_triggers (
  sched_name text not null,
  entry_id text not null,
  trigger_name text not null,
  trigger_group text not null,
  instance_name text not null,
  fired_time bigint not null,
  sched_time bigint not null,
  priority int not null,
  state text not null,
  job_name text,
  job_group text,
  is_nonconcurrent bool not null,
  requests_recovery bool,
  execution_group varchar(200),
  progress int,
  progress_message varchar(250),
  interrupt_requested_time bigint,
  primary key (sched_name, entry_id));

create table quartz.qrtz_scheduler_state (
  sched_name text not null,
  instance_name text not null,
  last_checkin_time bigint not null,
  checkin_interval bigint not null,
  quartz_version varchar(20),
  primary key (sched_name, instance_name));

create table quartz.qrtz_locks (
  sched_name text not null,
  lock_name text not null,
  primary key (sched_name, lock_name));

create index qrtz_triggers_job on quartz.qrtz_triggers (sched_name, job_name, job_group);
create index qrtz_triggers_next on quartz.qrtz_triggers (sched_name, trigger_state, next_fire_time, priority desc, misfire_instr);
create index qrtz_fired_triggers_instance on quartz.qrtz_fired_triggers (sched_name, instance_name, requests_recovery);
create index qrtz_fired_triggers_job on quartz.qrtz_fired_triggers (sched_name, job_name, job_group);
create index qrtz_fired_triggers_trigger on quartz.qrtz_fired_triggers (sched_name, trigger_name, trigger_group);
