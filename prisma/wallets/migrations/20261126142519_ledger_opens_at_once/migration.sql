-- An account that another call opened between two statements of this function was taken for one that refuses.
-- Writes one transaction in few steps. Its first account is the only one that may refuse it, so that nothing needs to be undone
-- then: `new_debit` to `new_pending_credit` are the sums of its postings.
CREATE OR REPLACE FUNCTION "ledger_write_one"(
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
      IF NOT FOUND THEN
        PERFORM ledger_open(codes[line], currencies[line], owners[line], wanted_stripe);
      ELSIF line = 1 AND ((is_guarded AND account.frozen)
        OR NOT ledger_covers(account, new_debit, new_credit, new_pending_debit, new_pending_credit)) THEN
        -- The transaction may have been posted by another call while this one waited for the account.
        RETURN QUERY SELECT * FROM ledger_known(ARRAY[new_reference], ARRAY[new_kind], ARRAY[new_phase], ARRAY[new_transfers], ARRAY[new_about]);
        IF NOT FOUND THEN RETURN NEXT ledger_refusal(account, line, is_guarded); END IF;
        RETURN;
      END IF;
      -- Otherwise another call opened the account, or added to it, between the two statements: the update is tried again.
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
