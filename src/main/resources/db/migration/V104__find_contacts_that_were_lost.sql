create index lifecycle_closed_lost on lifecycle (contact_id) where closed_lost;
