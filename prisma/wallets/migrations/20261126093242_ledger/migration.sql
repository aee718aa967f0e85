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

-- Its rows are changed in place: room for the next version of each keeps it on its page.
ALTER TABLE "ledger_account" SET (fillfactor = 60);

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
-- small table: ledger_transaction, the migration before this one made it.
CREATE INDEX "ledger_transaction_at" ON "ledger_transaction" USING BRIN ("at");
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
) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(concat_ws(E'\x1f', reference, kind, phase, transfers, about::text, coalesce(actor_id, ''),
  coalesce(reason, '')), 'UTF8') || timestamptz_send(at));

-- What the hash of a posting covers beside the hash before it. Its sequence and balance follow from those before it.
CREATE FUNCTION "ledger_content"(digest bytea, is_debit boolean, is_pending boolean, amount_minor bigint) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN digest || boolsend(is_debit) || boolsend(is_pending) || int8send(amount_minor);

-- The hash with which the chain of an account begins.
CREATE FUNCTION "ledger_genesis"(code text, currency text, owner_id text, stripe integer) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(concat_ws(':', code, currency, owner_id, stripe), 'UTF8'));

-- Opens an account that is not there.
CREATE FUNCTION "ledger_open"(new_code text, new_currency text, new_owner_id text, new_stripe integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_code c WHERE c.code = new_code AND c.has_owner = (new_owner_id <> '')) THEN
    RAISE EXCEPTION 'The chart of accounts has no account % of the owner "%".', new_code, new_owner_id;
  END IF;
  INSERT INTO ledger_account (code, currency, owner_id, stripe, is_debit_normal, may_be_negative, head)
  SELECT c.code, new_currency, new_owner_id, new_stripe, c.kind IN ('asset', 'expense'), c.may_be_negative,
    ledger_genesis(c.code, new_currency, new_owner_id, new_stripe)
  FROM ledger_code c WHERE c.code = new_code
  ON CONFLICT DO NOTHING;
END $$;

-- What became of one call of the functions below. The outcome is `posted` with the accounts that have an owner, in the state
-- after each posting; or it says why nothing was changed: `repeated` or `conflict` with the transactions whose reference is taken,
-- `hold_ended`, or `account_frozen` or `insufficient_funds` with the account and what is available.
CREATE TYPE "ledger_outcome" AS ("outcome" text, "transaction_no" integer, "account_no" integer, "balance" bigint, "pending" bigint, "version" bigint);

-- Whether an account covers a change, given what it may lose.
CREATE FUNCTION "ledger_covers"(account "ledger_account", debit bigint, credit bigint, pending_debit bigint, pending_credit bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN account.may_be_negative OR CASE WHEN account.is_debit_normal
  THEN account.debits_minor + debit - account.credits_minor - credit - account.pending_credits_minor - pending_credit
  ELSE account.credits_minor + credit - account.debits_minor - debit - account.pending_debits_minor - pending_debit END >= 0;

-- Why an account refused.
CREATE FUNCTION "ledger_refusal"(account "ledger_account", account_no integer, is_guarded boolean) RETURNS "ledger_outcome" LANGUAGE sql IMMUTABLE
RETURN CASE WHEN is_guarded AND account.frozen
  THEN ROW('account_frozen', NULL, account_no, NULL, NULL, NULL)::ledger_outcome
  ELSE ROW('insufficient_funds', NULL, account_no, CASE WHEN account.is_debit_normal
    THEN account.debits_minor - account.credits_minor - account.pending_credits_minor
    ELSE account.credits_minor - account.debits_minor - account.pending_debits_minor END, NULL, NULL)::ledger_outcome END;

-- The transactions that are there already.
CREATE FUNCTION "ledger_known"(refs text[], kinds text[], phases text[], texts text[], abouts jsonb[]) RETURNS SETOF "ledger_outcome" LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT CASE WHEN t.kind = new.kind AND t.phase = new.phase AND t.transfers = new.transfers AND t.about = new.about
    THEN 'repeated' ELSE 'conflict' END, new.no::integer, NULL::integer, NULL::bigint, NULL::bigint, NULL::bigint
  FROM unnest(refs, kinds, phases, texts, abouts) WITH ORDINALITY AS new (reference, kind, phase, transfers, about, no)
  JOIN ledger_transaction t ON t.reference = new.reference;
END;

-- Writes one transaction in few steps. Its first account is the only one that may refuse it, so that nothing needs to be undone
-- then: `new_debit` to `new_pending_credit` are the sums of its postings.
CREATE FUNCTION "ledger_write_one"(
  new_reference text, new_kind text, new_phase text, new_at timestamptz, new_transfers text, new_about jsonb, new_reason text,
  new_actor_id text, new_reverses bigint,
  -- The amount of a hold that it makes, and when that expires; null otherwise.
  new_hold_amount bigint, new_expires_at timestamptz,
  new_debit bigint, new_credit bigint, new_pending_debit bigint, new_pending_credit bigint, is_guarded boolean,
  -- The postings, in the order in which everybody locks accounts.
  codes text[], currencies text[], owners text[], debited boolean[], pendings boolean[], amounts bigint[]
) RETURNS SETOF "ledger_outcome" LANGUAGE plpgsql AS $$
DECLARE
  own_stripe CONSTANT integer := pg_backend_pid() % 16;
  lines CONSTANT integer := cardinality(codes);
  result ledger_outcome := ROW('posted', 1, NULL, NULL, NULL, NULL);
  account ledger_account;
  new_digest bytea;
  new_id bigint;
  wanted_stripe integer;
  is_debit boolean;
  is_pending boolean;
  amount bigint;
  posted bigint;
  held bigint;
  ids bigint[];
  sequences bigint[];
  balances bigint[];
  hashes bytea[];
BEGIN
  RETURN QUERY SELECT * FROM ledger_known(ARRAY[new_reference], ARRAY[new_kind], ARRAY[new_phase], ARRAY[new_transfers], ARRAY[new_about]);
  IF FOUND THEN RETURN; END IF;

  new_digest := ledger_digest(new_reference, new_kind, new_phase, new_at, new_transfers, new_about, new_reason, new_actor_id);
  FOR line IN 1..lines LOOP
    wanted_stripe := CASE owners[line] WHEN '' THEN own_stripe ELSE 0 END;
    is_debit := debited[line];
    is_pending := pendings[line];
    amount := amounts[line];
    posted := CASE WHEN is_pending THEN 0 ELSE amount END;
    held := amount - posted;
    LOOP
      UPDATE ledger_account a SET
        debits_minor = a.debits_minor + CASE WHEN is_debit THEN posted ELSE 0 END,
        credits_minor = a.credits_minor + CASE WHEN is_debit THEN 0 ELSE posted END,
        pending_debits_minor = a.pending_debits_minor + CASE WHEN is_debit THEN held ELSE 0 END,
        pending_credits_minor = a.pending_credits_minor + CASE WHEN is_debit THEN 0 ELSE held END,
        postings = a.postings + 1, version = a.version + 1,
        head = sha256(a.head || ledger_content(new_digest, is_debit, is_pending, amount))
      WHERE a.code = codes[line] AND a.currency = currencies[line] AND a.owner_id = owners[line] AND a.stripe = wanted_stripe
        AND (line > 1 OR (NOT (is_guarded AND a.frozen)
          AND ledger_covers(a, new_debit, new_credit, new_pending_debit, new_pending_credit)))
      RETURNING * INTO account;
      EXIT WHEN FOUND;
      SELECT * INTO account FROM ledger_account a
      WHERE a.code = codes[line] AND a.currency = currencies[line] AND a.owner_id = owners[line] AND a.stripe = wanted_stripe;
      IF FOUND THEN
        -- The transaction may have been posted by somebody else while this one waited for the account.
        RETURN QUERY SELECT * FROM ledger_known(ARRAY[new_reference], ARRAY[new_kind], ARRAY[new_phase], ARRAY[new_transfers], ARRAY[new_about]);
        IF NOT FOUND THEN RETURN NEXT ledger_refusal(account, line, is_guarded); END IF;
        RETURN;
      END IF;
      PERFORM ledger_open(codes[line], currencies[line], owners[line], wanted_stripe);
    END LOOP;
    ids[line] := account.id;
    sequences[line] := account.postings;
    hashes[line] := account.head;
    result.balance := CASE WHEN account.is_debit_normal THEN account.debits_minor - account.credits_minor
      ELSE account.credits_minor - account.debits_minor END;
    balances[line] := result.balance;
    IF owners[line] <> '' THEN
      result.account_no := line;
      result.pending := CASE WHEN account.is_debit_normal THEN account.pending_credits_minor ELSE account.pending_debits_minor END;
      result.version := account.version;
      RETURN NEXT result;
    END IF;
  END LOOP;

  INSERT INTO ledger_transaction (reference, kind, phase, at, transfers, about, reason, actor_id, reverses, digest)
  VALUES (new_reference, new_kind, new_phase, new_at, new_transfers, new_about, new_reason, new_actor_id, new_reverses, new_digest)
  RETURNING id INTO new_id;
  IF lines = 2 THEN
    INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash) VALUES
      (ids[1], sequences[1], new_id, CASE WHEN debited[1] THEN 'D' ELSE 'C' END, pendings[1], amounts[1], balances[1], new_at, hashes[1]),
      (ids[2], sequences[2], new_id, CASE WHEN debited[2] THEN 'D' ELSE 'C' END, pendings[2], amounts[2], balances[2], new_at, hashes[2]);
  ELSE
    INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash)
    SELECT line.account_id, line.sequence, new_id, CASE WHEN line.is_debit THEN 'D' ELSE 'C' END, line.is_pending, line.amount, line.balance, new_at, line.hash
    FROM unnest(ids, sequences, debited, pendings, amounts, balances, hashes) AS line (account_id, sequence, is_debit, is_pending, amount, balance, hash);
  END IF;
  IF new_hold_amount IS NOT NULL THEN
    INSERT INTO ledger_hold (transaction_id, status, amount_minor, expires_at) VALUES (new_id, 'PENDING', new_hold_amount, new_expires_at);
  END IF;
END $$;

-- Writes transactions, all or none. An account that may not be negative must cover the sum of its postings.
CREATE FUNCTION "ledger_write_many"(
  -- The accounts, in the order in which everybody locks them: who they are, the sums of their postings, how many there are, and
  -- whether a freeze stops them.
  codes text[], currencies text[], owners text[],
  debits bigint[], credits bigint[], pending_debits bigint[], pending_credits bigint[], counts integer[], guarded boolean[],
  -- The transactions.
  refs text[], kinds text[], phases text[], ats timestamptz[], texts text[], abouts jsonb[], reasons text[], actors text[],
  reversed bigint[],
  -- The holds that they make or end: a new one has the status PENDING, its amount, and when it expires; one that ends has its
  -- id and the amount posted of it.
  hold_ids bigint[], hold_statuses text[], hold_amounts bigint[], hold_expiries timestamptz[],
  -- The postings of the first account, then those of the second, and so on.
  line_transactions integer[], debited boolean[], pendings boolean[], amounts bigint[]
) RETURNS SETOF "ledger_outcome" LANGUAGE plpgsql AS $$
DECLARE
  own_stripe CONSTANT integer := pg_backend_pid() % 16;
  result ledger_outcome;
  accounts ledger_account[];
  account ledger_account;
  digests bytea[];
  new_ids bigint[];
  ids bigint[];
  sequences bigint[];
  balances bigint[];
  hashes bytea[];
  account_ids bigint[];
  heads bytea[];
  new_hash bytea;
  amount bigint;
  line integer := 0;
BEGIN
  FOR attempt IN 1..2 LOOP
    accounts := ARRAY(
      SELECT a FROM unnest(codes, currencies, owners) WITH ORDINALITY AS wanted (code, currency, owner_id, no)
      JOIN ledger_account a ON a.code = wanted.code AND a.currency = wanted.currency AND a.owner_id = wanted.owner_id
        AND a.stripe = CASE wanted.owner_id WHEN '' THEN own_stripe ELSE 0 END
      ORDER BY wanted.no FOR NO KEY UPDATE OF a);
    EXIT WHEN cardinality(accounts) = cardinality(codes);
    PERFORM ledger_open(wanted.code, wanted.currency, wanted.owner_id, CASE wanted.owner_id WHEN '' THEN own_stripe ELSE 0 END)
    FROM unnest(codes, currencies, owners) AS wanted (code, currency, owner_id);
  END LOOP;

  RETURN QUERY SELECT * FROM ledger_known(refs, kinds, phases, texts, abouts);
  IF FOUND THEN RETURN; END IF;
  IF hold_ids IS NOT NULL THEN
    RETURN QUERY SELECT 'hold_ended', wanted.no::integer, NULL::integer, NULL::bigint, NULL::bigint, NULL::bigint
    FROM unnest(hold_ids) WITH ORDINALITY AS wanted (hold_id, no)
    JOIN ledger_hold h ON h.transaction_id = wanted.hold_id AND h.status <> 'PENDING';
    IF FOUND THEN RETURN; END IF;
  END IF;
  FOR place IN 1..cardinality(codes) LOOP
    account := accounts[place];
    IF (guarded[place] AND account.frozen)
      OR NOT ledger_covers(account, debits[place], credits[place], pending_debits[place], pending_credits[place]) THEN
      RETURN NEXT ledger_refusal(account, place, guarded[place]);
      RETURN;
    END IF;
  END LOOP;

  digests := ARRAY(
    SELECT ledger_digest(new.reference, new.kind, new.phase, new.at, new.transfers, new.about, new.reason, new.actor_id)
    FROM unnest(refs, kinds, phases, ats, texts, abouts, reasons, actors) WITH ORDINALITY
      AS new (reference, kind, phase, at, transfers, about, reason, actor_id, no) ORDER BY new.no);
  new_ids := ARRAY(SELECT nextval('ledger_transaction_id_seq') FROM generate_series(1, cardinality(refs)));
  result.outcome := 'posted';
  FOR place IN 1..cardinality(codes) LOOP
    account := accounts[place];
    new_hash := account.head;
    result.account_no := place;
    result.balance := CASE WHEN account.is_debit_normal THEN account.debits_minor - account.credits_minor
      ELSE account.credits_minor - account.debits_minor END;
    result.pending := CASE WHEN account.is_debit_normal THEN account.pending_credits_minor ELSE account.pending_debits_minor END;
    FOR nth IN 1..counts[place] LOOP
      line := line + 1;
      amount := amounts[line];
      new_hash := sha256(new_hash || ledger_content(digests[line_transactions[line]], debited[line], pendings[line], amount));
      IF NOT pendings[line] THEN
        result.balance := result.balance + CASE WHEN debited[line] = account.is_debit_normal THEN amount ELSE -amount END;
      ELSIF debited[line] <> account.is_debit_normal THEN
        result.pending := result.pending + amount;
      END IF;
      ids[line] := account.id;
      sequences[line] := account.postings + nth;
      hashes[line] := new_hash;
      balances[line] := result.balance;
      IF account.owner_id <> '' THEN
        result.transaction_no := line_transactions[line];
        result.version := account.version + nth;
        RETURN NEXT result;
      END IF;
    END LOOP;
    account_ids[place] := account.id;
    heads[place] := new_hash;
  END LOOP;

  INSERT INTO ledger_transaction (id, reference, kind, phase, at, transfers, about, reason, actor_id, hold_id, reverses, digest)
  SELECT * FROM unnest(new_ids, refs, kinds, phases, ats, texts, abouts, reasons, actors, hold_ids, reversed, digests);
  INSERT INTO ledger_posting (account_id, sequence, transaction_id, side, is_pending, amount_minor, balance_minor, at, hash)
  SELECT new.account_id, new.sequence, new_ids[new.transaction_no], CASE WHEN new.is_debit THEN 'D' ELSE 'C' END, new.is_pending, new.amount,
    new.balance, ats[new.transaction_no], new.hash
  FROM unnest(ids, sequences, line_transactions, debited, pendings, amounts, balances, hashes)
    AS new (account_id, sequence, transaction_no, is_debit, is_pending, amount, balance, hash);
  UPDATE ledger_account a SET
    debits_minor = a.debits_minor + sums.debit, credits_minor = a.credits_minor + sums.credit,
    pending_debits_minor = a.pending_debits_minor + sums.pending_debit,
    pending_credits_minor = a.pending_credits_minor + sums.pending_credit,
    postings = a.postings + sums.count, version = a.version + sums.count, head = sums.head
  FROM unnest(account_ids, debits, credits, pending_debits, pending_credits, counts, heads)
    AS sums (id, debit, credit, pending_debit, pending_credit, count, head) WHERE a.id = sums.id;
  IF hold_statuses IS NOT NULL THEN
    INSERT INTO ledger_hold (transaction_id, status, amount_minor, expires_at)
    SELECT new_ids[hold.no], hold.status, hold.amount, hold.expires_at
    FROM unnest(hold_statuses, hold_amounts, hold_expiries) WITH ORDINALITY AS hold (status, amount, expires_at, no)
    WHERE hold.status = 'PENDING';
    UPDATE ledger_hold h SET status = ended.status, posted_minor = ended.amount, ended_at = ended.at
    FROM unnest(hold_ids, hold_statuses, hold_amounts, ats) AS ended (hold_id, status, amount, at)
    WHERE h.transaction_id = ended.hold_id;
  END IF;
END $$;
