-- What is said once of the whole database. `data-id`: the data folder that it belongs to.
create table settings (
  name text primary key,
  value text not null
);
