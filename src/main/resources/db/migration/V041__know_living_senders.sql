-- Which instances send at present. Mail in the hands of one that has gone silent is taken over by the others.
create table sender (
    id      text primary key,
    seen_at timestamptz not null
);
