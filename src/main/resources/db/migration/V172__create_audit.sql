create table audit (
    id uuid primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    object text,
    detail text,
    address text
);

create index audit_newest_first on audit (at desc, id desc);
create index audit_by_actor on audit (actor, at desc, id desc);
create index audit_by_object on audit (object text_pattern_ops, at desc, id desc);

create function refuse_to_change_audit() returns trigger language plpgsql as $$
begin
    raise exception 'The audit log is only ever added to';
end
$$;

create trigger audit_is_only_added_to before update or delete on audit
    for each row execute function refuse_to_change_audit();
