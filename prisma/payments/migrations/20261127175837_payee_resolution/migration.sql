-- Written by hand.
ALTER TABLE "funds_decision" DROP CONSTRAINT "funds_decision_resolution_check";
ALTER TABLE "funds_decision" ADD CONSTRAINT "funds_decision_resolution_check"
  CHECK ("resolution" IN ('WALLET', 'DEPOSIT', 'RETURN', 'WRITE_OFF', 'PAYEE', 'DISMISS', 'PAID', 'TAKEN_BACK'));
