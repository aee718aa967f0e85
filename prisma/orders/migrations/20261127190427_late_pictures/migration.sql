-- Written by hand. Rows of before have none of the new reason, so that nothing needs to be read.
ALTER TABLE "case_picture" DROP CONSTRAINT "case_picture_left_out";
ALTER TABLE "case_picture" ADD CONSTRAINT "case_picture_left_out" CHECK (
  "left_out" IN ('WRONG_TYPE', 'TOO_MANY', 'TOO_LARGE', 'NO_FILE', 'REFUSED', 'NO_TIME', 'TOO_LATE')
) NOT VALID;
