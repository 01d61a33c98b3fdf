-- Which journals refer to a blob. The text is looked at and not parsed: every checkpoint asks whether it belongs here.
create index journal_blob on gantry.journal (tenant, (result ->> '$blob')) where starts_with(result::text, '{"$blob"');
