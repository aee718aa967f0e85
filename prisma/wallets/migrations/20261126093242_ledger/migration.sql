-- Written by hand.

-- The chart of accounts: see docs/ledger.md. subgraphs/wallets/ledger/account.ts has the same rows.
INSERT INTO "ledger_code" ("code", "kind", "has_owner", "may_be_negative") VALUES
  ('mpesa_float', 'asset', false, true),
  ('stripe_clearing', 'asset', false, true),
  ('payment_3p_clearing', 'asset', false, true),
  ('user_wallet', 'liability', true, false),
  ('seller_payable', 'liability', true, true),
  ('bet_open_stakes', 'liability', false, true),
  ('wallet_clearing', 'liability', false, true),
  ('taxes_due', 'liability', false, true),
  ('excise_due', 'liability', false, true),
  ('withholding_due', 'liability', false, true),
  ('refunds_due', 'liability', false, true),
  ('suspense', 'liability', false, true),
  ('platform_fee', 'revenue', false, true),
  ('delivery_income', 'revenue', false, true),
  ('advert_income', 'revenue', false, true),
  ('betting_result', 'revenue', false, true),
  ('provider_fee', 'expense', false, true),
  ('goodwill', 'expense', false, true);

ALTER TABLE "ledger_code" ADD CONSTRAINT "ledger_code_kind" CHECK ("kind" IN ('asset', 'liability', 'revenue', 'expense'));

ALTER TABLE "ledger_account"
  ADD CONSTRAINT "ledger_account_code" FOREIGN KEY ("code") REFERENCES "ledger_code" ("code"),
  -- Nobody spends what they do not have. House accounts and payables of sellers may be negative.
  ADD CONSTRAINT "ledger_account_never_below_zero" CHECK (
    "may_be_negative" OR CASE WHEN "is_debit_normal"
      THEN "debits_minor" - "credits_minor" - "pending_credits_minor"
      ELSE "credits_minor" - "debits_minor" - "pending_debits_minor" END >= 0),
  ADD CONSTRAINT "ledger_account_totals" CHECK (
    "debits_minor" >= 0 AND "credits_minor" >= 0
    -- A hold may end on another stripe of a house account.
    AND ("owner_id" = '' OR ("pending_debits_minor" >= 0 AND "pending_credits_minor" >= 0)));

ALTER TABLE "ledger_transaction"
  ADD CONSTRAINT "ledger_transaction_phase" CHECK (
    CASE "phase" WHEN 'posted' THEN "hold_id" IS NULL WHEN 'held' THEN "hold_id" IS NULL AND "reverses" IS NULL
      WHEN 'hold_posted' THEN "hold_id" IS NOT NULL WHEN 'hold_ended' THEN "hold_id" IS NOT NULL ELSE false END);
-- A hold ends once, and a transaction is reversed once.
-- small table: ledger_transaction, the migration before this one made it.
CREATE UNIQUE INDEX "ledger_transaction_ends" ON "ledger_transaction" ("hold_id") WHERE "hold_id" IS NOT NULL;
-- small table: ledger_transaction, the migration before this one made it.
CREATE UNIQUE INDEX "ledger_transaction_reverses" ON "ledger_transaction" ("reverses") WHERE "reverses" IS NOT NULL;

ALTER TABLE "ledger_posting"
  ADD CONSTRAINT "ledger_posting_amount" CHECK (
    "side" IN ('D', 'C') AND CASE WHEN "is_pending" THEN "amount_minor" <> 0 ELSE "amount_minor" > 0 END);

ALTER TABLE "ledger_hold"
  ADD CONSTRAINT "ledger_hold_status" CHECK (CASE "status"
    WHEN 'PENDING' THEN "posted_minor" = 0 AND "ended_at" IS NULL
    WHEN 'POSTED' THEN "posted_minor" BETWEEN 1 AND "amount_minor" AND "ended_at" IS NOT NULL
    WHEN 'VOIDED' THEN "posted_minor" = 0 AND "ended_at" IS NOT NULL
    WHEN 'EXPIRED' THEN "posted_minor" = 0 AND "ended_at" IS NOT NULL AND "expires_at" IS NOT NULL
    ELSE false END);
-- small table: ledger_hold, the migration before this one made it.
CREATE INDEX "ledger_hold_expiring" ON "ledger_hold" ("expires_at") WHERE "status" = 'PENDING';

-- The journal is never changed: a correction is a transaction of its own.
CREATE FUNCTION "ledger_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The journal (%) is never changed. Post a reversal instead.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "ledger_transaction_immutable" BEFORE UPDATE OR DELETE ON "ledger_transaction"
  FOR EACH ROW EXECUTE FUNCTION "ledger_refuse_change"();
CREATE TRIGGER "ledger_transaction_kept" BEFORE TRUNCATE ON "ledger_transaction"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();
CREATE TRIGGER "ledger_posting_immutable" BEFORE UPDATE OR DELETE ON "ledger_posting"
  FOR EACH ROW EXECUTE FUNCTION "ledger_refuse_change"();
CREATE TRIGGER "ledger_posting_kept" BEFORE TRUNCATE ON "ledger_posting"
  FOR EACH STATEMENT EXECUTE FUNCTION "ledger_refuse_change"();

-- The hash of a transaction: over every field of its row but the id.
CREATE FUNCTION "ledger_digest"(
  reference text, kind text, phase text, at timestamptz, transfers text, about jsonb, reason text, actor_id text
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(concat_ws(E'\x1f', reference, kind, phase, transfers, about::text, coalesce(actor_id, ''),
  coalesce(reason, '')), 'UTF8') || timestamptz_send(at));

-- The content of a posting that its hash covers, beside the hash before it.
CREATE FUNCTION "ledger_content"(
  sequence bigint, side bpchar, is_pending boolean, amount_minor bigint, balance_minor bigint, digest bytea
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN int8send(sequence) || bpcharsend(side) || boolsend(is_pending) || int8send(amount_minor) || int8send(balance_minor) || digest;

-- `ledger_chain(head, content)`, as a window function over the postings of an account: the hash of each of them.
CREATE FUNCTION "ledger_link"(hash bytea, head bytea, content bytea) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN sha256(coalesce(hash, head) || content);
END $$;
CREATE AGGREGATE "ledger_chain"(head bytea, content bytea) (SFUNC = "ledger_link", STYPE = bytea);

-- The hash with which the chain of an account begins.
CREATE FUNCTION "ledger_genesis"(code text, currency text, owner_id text, stripe integer) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(concat_ws(':', code, currency, owner_id, stripe), 'UTF8'));

-- Locks accounts in one order, opens those that are missing, and returns them in the order given.
CREATE FUNCTION "ledger_lock"(codes text[], currencies text[], owners text[]) RETURNS "ledger_account"[] LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  -- Connections use different stripes of a house account, and one transaction the same.
  own_stripe integer := pg_backend_pid() % 16;
  locked ledger_account[];
BEGIN
  FOR attempt IN 1..2 LOOP
    locked := ARRAY(
      SELECT found.account FROM (
        SELECT wanted.no, account
        FROM unnest(codes, currencies, owners) WITH ORDINALITY AS wanted (code, currency, owner_id, no)
        JOIN ledger_account account ON account.code = wanted.code AND account.currency = wanted.currency
          AND account.owner_id = wanted.owner_id
          AND account.stripe = CASE wanted.owner_id WHEN '' THEN own_stripe ELSE 0 END
        ORDER BY account.id
        FOR NO KEY UPDATE OF account
      ) AS found ORDER BY found.no);
    EXIT WHEN cardinality(locked) = cardinality(codes);
    INSERT INTO ledger_account (code, currency, owner_id, stripe, is_debit_normal, may_be_negative, head)
    SELECT wanted.code, wanted.currency, wanted.owner_id, stripe, kind IN ('asset', 'expense'), may_be_negative,
      ledger_genesis(wanted.code, wanted.currency, wanted.owner_id, stripe)
    FROM unnest(codes, currencies, owners) AS wanted (code, currency, owner_id)
    JOIN ledger_code ON ledger_code.code = wanted.code AND has_owner = (wanted.owner_id <> ''),
    LATERAL (SELECT CASE wanted.owner_id WHEN '' THEN own_stripe ELSE 0 END AS stripe) AS striped
    ORDER BY wanted.code, wanted.currency, wanted.owner_id
    ON CONFLICT DO NOTHING;
  END LOOP;
  IF cardinality(locked) <> cardinality(codes) THEN
    RAISE EXCEPTION 'An account is not in the chart: % % %', codes, currencies, owners;
  END IF;
  RETURN locked;
END $$;

-- Writes transactions with their postings, all or none. The caller numbers accounts and transactions from 1 and adds up the
-- postings of each account. Changes nothing, and returns why, when an outcome is not `posted`.
CREATE FUNCTION "ledger_write"(
  -- The accounts: who they are, the sums of their postings and how many there are, and whether a freeze stops them.
  codes text[], currencies text[], owners text[],
  debits bigint[], credits bigint[], pending_debits bigint[], pending_credits bigint[], counts integer[], guarded boolean[],
  -- The transactions.
  refs text[], kinds text[], phases text[], ats timestamptz[], transfers text[], abouts text[], reasons text[], actors text[],
  reversed bigint[],
  -- The holds that they make or end: a new one has the status PENDING, its amount, and when it expires; one that ends has its
  -- id and the amount posted of it.
  hold_ids bigint[], hold_statuses text[], hold_amounts bigint[], hold_expiries timestamptz[],
  -- The postings.
  line_transactions integer[], line_accounts integer[], line_sides text[], line_pendings boolean[], line_amounts bigint[]
) RETURNS TABLE ("outcome" text, "transaction_no" integer, "account_no" integer, "balance" bigint, "pending" bigint, "version" bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  locked ledger_account[] := ledger_lock(codes, currencies, owners);
  account ledger_account;
  available bigint;
  change bigint;
  ids bigint[];
  digests bytea[];
BEGIN
  RETURN QUERY
    SELECT CASE WHEN (known.kind, known.phase, known.transfers, known.about)
        IS NOT DISTINCT FROM (wanted.kind, wanted.phase, wanted.transfers, wanted.about::jsonb)
      THEN 'repeated' ELSE 'conflict' END, wanted.no::integer, NULL::integer, NULL::bigint, NULL::bigint, NULL::bigint
    FROM unnest(refs, kinds, phases, transfers, abouts) WITH ORDINALITY AS wanted (reference, kind, phase, transfers, about, no)
    JOIN ledger_transaction known ON known.reference = wanted.reference;
  IF FOUND THEN RETURN; END IF;

  IF hold_ids IS NOT NULL THEN
    RETURN QUERY SELECT 'hold_ended', wanted.no::integer, NULL::integer, NULL::bigint, NULL::bigint, NULL::bigint
      FROM unnest(hold_ids) WITH ORDINALITY AS wanted (hold_id, no)
      JOIN ledger_hold ON transaction_id = wanted.hold_id AND status <> 'PENDING';
    IF FOUND THEN RETURN; END IF;
  END IF;

  FOR place IN 1..cardinality(locked) LOOP
    account := locked[place];
    IF account.frozen AND guarded[place] THEN
      RETURN QUERY SELECT 'account_frozen', NULL::integer, place, NULL::bigint, NULL::bigint, NULL::bigint;
      RETURN;
    END IF;
    IF NOT account.may_be_negative THEN
      available := CASE WHEN account.is_debit_normal
        THEN account.debits_minor - account.credits_minor - account.pending_credits_minor
        ELSE account.credits_minor - account.debits_minor - account.pending_debits_minor END;
      change := CASE WHEN account.is_debit_normal THEN debits[place] - credits[place] - pending_credits[place]
        ELSE credits[place] - debits[place] - pending_debits[place] END;
      IF available + change < 0 THEN
        RETURN QUERY SELECT 'insufficient_funds', NULL::integer, place, available, NULL::bigint, NULL::bigint;
        RETURN;
      END IF;
    END IF;
  END LOOP;

  WITH inserted AS (
    INSERT INTO ledger_transaction (reference, kind, phase, at, transfers, about, reason, actor_id, hold_id, reverses, digest)
    SELECT new.reference, new.kind, new.phase, new.at, new.transfers, new.about::jsonb, new.reason, new.actor_id, new.hold_id,
      new.reverses, ledger_digest(new.reference, new.kind, new.phase, new.at, new.transfers, new.about::jsonb, new.reason, new.actor_id)
    FROM unnest(refs, kinds, phases, ats, transfers, abouts, reasons, actors, hold_ids, reversed) WITH ORDINALITY
      AS new (reference, kind, phase, at, transfers, about, reason, actor_id, hold_id, reverses, no)
    ORDER BY new.no
    ON CONFLICT (reference) DO NOTHING
    RETURNING id, digest
  )
  SELECT array_agg(id ORDER BY id), array_agg(digest ORDER BY id) INTO ids, digests FROM inserted;
  IF cardinality(ids) IS DISTINCT FROM cardinality(refs) THEN
    RAISE EXCEPTION 'Another transaction posts one of these references.' USING ERRCODE = 'serialization_failure';
  END IF;

  IF hold_statuses IS NOT NULL THEN
    INSERT INTO ledger_hold (transaction_id, status, amount_minor, expires_at)
    SELECT ids[hold.no], hold.status, hold.amount, hold.expires_at
    FROM unnest(hold_statuses, hold_amounts, hold_expiries) WITH ORDINALITY AS hold (status, amount, expires_at, no)
    WHERE hold.status = 'PENDING';
    UPDATE ledger_hold SET status = ended.status, posted_minor = ended.amount, ended_at = ended.at
    FROM unnest(hold_ids, hold_statuses, hold_amounts, ats) AS ended (hold_id, status, amount, at)
    WHERE transaction_id = ended.hold_id;
  END IF;

  RETURN QUERY
  WITH line AS (
    SELECT line.no, line.transaction_no, line.account_no, line.side, line.is_pending, line.amount,
      locked[line.account_no] AS account,
      row_number() OVER earlier AS nth,
      (sum(CASE WHEN line.is_pending THEN 0 WHEN (line.side = 'D') = (locked[line.account_no]).is_debit_normal
        THEN line.amount ELSE -line.amount END) OVER earlier)::bigint AS change,
      (sum(CASE WHEN line.is_pending AND (line.side = 'D') <> (locked[line.account_no]).is_debit_normal
        THEN line.amount ELSE 0 END) OVER earlier)::bigint AS pending_change
    FROM unnest(line_transactions, line_accounts, line_sides, line_pendings, line_amounts) WITH ORDINALITY
      AS line (transaction_no, account_no, side, is_pending, amount, no)
    WINDOW earlier AS (PARTITION BY line.account_no ORDER BY line.no ROWS UNBOUNDED PRECEDING)
  ), posting AS (
    SELECT line.transaction_no, line.account_no, line.side, line.is_pending, line.amount, nth, (account).id AS account_id,
      (account).owner_id, (account).version + nth AS version, (account).postings + nth AS sequence,
      CASE WHEN (account).is_debit_normal THEN (account).debits_minor - (account).credits_minor
        ELSE (account).credits_minor - (account).debits_minor END + change AS balance,
      CASE WHEN (account).is_debit_normal THEN (account).pending_credits_minor
        ELSE (account).pending_debits_minor END + pending_change AS pending,
      (account).head, line.no
    FROM line
  ), chained AS MATERIALIZED (
    SELECT posting.*, ledger_chain(head, ledger_content(sequence, side, is_pending, amount, balance, digests[transaction_no]))
      OVER (PARTITION BY account_no ORDER BY no ROWS UNBOUNDED PRECEDING) AS hash
    FROM posting
  ), inserted AS (
    INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash)
    SELECT account_id, sequence, ids[transaction_no], side, is_pending, amount, balance, ats[transaction_no], hash FROM chained
  ), updated AS (
    UPDATE ledger_account changed SET
      debits_minor = changed.debits_minor + debits[account_no],
      credits_minor = changed.credits_minor + credits[account_no],
      pending_debits_minor = changed.pending_debits_minor + pending_debits[account_no],
      pending_credits_minor = changed.pending_credits_minor + pending_credits[account_no],
      postings = chained.sequence, head = chained.hash, version = chained.version
    FROM chained WHERE nth = counts[account_no] AND changed.id = chained.account_id
  )
  SELECT 'posted', chained.transaction_no, chained.account_no, chained.balance, chained.pending, chained.version
  FROM chained WHERE owner_id <> '' ORDER BY chained.no;
END $$;
