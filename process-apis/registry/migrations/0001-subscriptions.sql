-- Who is told of what is published, and what was sent to them. Columns as core/webhooks/book.ts wants them.

create table gantry.subscription_endpoint (
  tenant text not null,
  -- The client or person whose it is.
  subscriber text not null,
  id text not null,
  url text not null,
  apis text[] not null,
  events text[] not null,
  levels text[] not null,
  state text not null,
  reason text,
  -- Signing keys, the newest first, each with the time until which it signs: sealed.
  sealed json not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, subscriber, id)
);

create table gantry.subscription_message (
  tenant text not null,
  id text not null,
  subscriber text not null,
  type text not null,
  body text not null,
  correlation text not null,
  at timestamptz not null,
  primary key (tenant, id)
);
create index subscription_message_age on gantry.subscription_message (at);

create table gantry.subscription_delivery (
  tenant text not null,
  id uuid not null,
  subscriber text not null,
  endpoint text not null,
  message text not null,
  state text not null default 'pending',
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, id),
  foreign key (tenant, message) references gantry.subscription_message on delete cascade
);
create index subscription_delivery_log on gantry.subscription_delivery (tenant, subscriber, created_at desc, id);
create index subscription_delivery_message on gantry.subscription_delivery (tenant, message);

create table gantry.subscription_attempt (
  tenant text not null,
  delivery uuid not null,
  number int not null,
  at timestamptz not null default clock_timestamp(),
  status int,
  reason text,
  took_ms int not null,
  primary key (tenant, delivery, number),
  foreign key (tenant, delivery) references gantry.subscription_delivery on delete cascade
);
