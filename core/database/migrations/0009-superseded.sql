-- What restarts had set aside goes to the archive with the run; results too large for the journal are found by their age.

alter table gantry.run_archive add column superseded json;
create index blob_age on gantry.blob (stored_at);
