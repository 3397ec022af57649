import type { Trouble } from './engine.ts'
import { refuseBegin } from './faulty-dialect.ts'

/** A driver that has single statements, or batches, and nothing else. */
export const noBegin: Trouble = { name: 'no BEGIN', at: refuseBegin }

/** A function that fails one time in five, as a distributed PostgreSQL does that cannot put transactions in an order. */
const failing = (name: string) => `create function ${name}() returns trigger language plpgsql as $$
  begin
    if random() < 0.2 then raise exception 'restart transaction' using errcode = '40001'; end if;
    return null;
  end $$`

/** 40001 at random when a commit writes its event. */
export const failingWrites: Trouble = {
  name: '40001 at a write',
  sql: [
    failing('fail_write'),
    'create trigger fail_write after insert on invitekit_events for each statement execute function fail_write()',
  ],
}

/** 40001 at random when a commit is about to become true. */
export const failingCommits: Trouble = {
  name: '40001 at COMMIT',
  sql: [
    failing('fail_commit'),
    // Once for each commit: by the event that has its name.
    `create constraint trigger fail_commit after insert on invitekit_events deferrable initially deferred
      for each row when (new.id = new.commit_id) execute function fail_commit()`,
  ],
}
