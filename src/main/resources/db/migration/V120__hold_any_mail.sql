-- Mail that people have stopped for now. What is held keeps its place and goes on when the hold is released.
create table mail_hold (
    kind    text        not null check (kind in ('stream', 'journey', 'template', 'broadcast', 'relay')),
    name    text        not null,
    since   timestamptz not null,
    held_by text        not null,
    reason  text,
    primary key (kind, name)
);

insert into mail_hold (kind, name, since, held_by)
select 'stream', stream, paused_at, paused_by from stream_pause;

drop table stream_pause;
