-- Which quote a task is about, to cancel it when the quote is answered, taken back or extended.
alter table task add column quote_id uuid;

create index task_open_of_quote on task (quote_id) where state = 'open';
