-- Written by hand.
-- A code that confirms the export of the key of a custodial wallet.
ALTER TABLE "otp_challenges"
  DROP CONSTRAINT "otp_challenges_purpose_check",
  ADD CONSTRAINT "otp_challenges_purpose_check" CHECK ("purpose" IN ('SIGNUP', 'LOGIN', 'WITHDRAW', 'RESET', 'EMAIL_CHANGE', 'PHONE', 'KEY_EXPORT'));
