-- What partners are told of, and where: an endpoint, a message once, a delivery for each endpoint, each attempt of it.

create table gantry.partner_endpoint (
  tenant text not null,
  partner text not null,
  id text not null,
  url text not null,
  events text[] not null,
  state text not null,
  reason text,
  -- Signing keys, the newest first, each with the time until which it signs: sealed.
  sealed json not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, partner, id)
);

-- Whose an order is: what is told of it later names the order alone.
create table gantry.partner_order (
  tenant text not null,
  reference text not null,
  partner text not null,
  primary key (tenant, reference)
);

create table gantry.partner_message (
  tenant text not null,
  id text not null,
  partner text not null,
  type text not null,
  body text not null,
  correlation text not null,
  at timestamptz not null,
  primary key (tenant, id)
);
create index partner_message_of on gantry.partner_message (tenant, partner, at);
create index partner_message_age on gantry.partner_message (at);

create table gantry.partner_delivery (
  tenant text not null,
  id uuid not null,
  partner text not null,
  endpoint text not null,
  message text not null,
  state text not null default 'pending',
  created_at timestamptz not null default clock_timestamp(),
  primary key (tenant, id),
  foreign key (tenant, message) references gantry.partner_message on delete cascade
);
create index partner_delivery_log on gantry.partner_delivery (tenant, partner, created_at desc, id);
create index partner_delivery_message on gantry.partner_delivery (tenant, message);

create table gantry.partner_attempt (
  tenant text not null,
  delivery uuid not null,
  number int not null,
  at timestamptz not null default clock_timestamp(),
  status int,
  reason text,
  took_ms int not null,
  primary key (tenant, delivery, number),
  foreign key (tenant, delivery) references gantry.partner_delivery on delete cascade
);
