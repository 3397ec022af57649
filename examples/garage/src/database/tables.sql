-- The product's own tables. Each statement may be run again.
create table if not exists users (
  id uuid primary key default gen_random_uuid(),
  email text not null unique,
  password_hash text,
  created_at timestamptz not null default now()
);
create table if not exists garages (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  created_by uuid unique references users, -- who made it at /onboarding: once
  created_at timestamptz not null default now()
);
create table if not exists garage_members (
  member_id uuid primary key default gen_random_uuid(),
  garage_id uuid references garages, -- null: the whole product
  user_id uuid not null references users,
  role text,
  unique (user_id, garage_id)
);
create table if not exists invites (
  id uuid primary key default gen_random_uuid(),
  garage_id uuid references garages,
  email text not null,
  token text not null unique, -- the hash of the newest link, never the link
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz default now(),
  created_by uuid references users -- null: the system
);
