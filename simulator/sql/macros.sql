-- Day numbers and seconds count from `starts_at`; customer indices count from 0 in their chunk.
create or replace macro at_second(seconds) as
    getvariable('starts_at') + to_seconds(cast(seconds as bigint));

create or replace macro at_day(day, second) as at_second(cast(day as bigint) * 86400 + second);

create or replace macro customer_key(i) as
    printf('C%06d', cast(i + getvariable('first') + 1 as bigint));

-- Some minutes until a row reaches the warehouse, spread by its key.
create or replace macro delivery_seconds(i) as 120 + (cast(i as bigint) * 7919) % 3000;

-- A fact is known when it happened before the last day.
create or replace macro is_known(happened_at) as
    happened_at < at_day(getvariable('last_day'), 0);

create or replace macro if_known(happened_at) as
    case when is_known(happened_at) then happened_at end;

create or replace macro usd(cents) as cast(cents as decimal(18, 2)) / 100;
