-- An account has at most 100 active sessions: the ones that were used last.
UPDATE "sessions" SET "expires_at" = now()
WHERE "id" IN (
  SELECT "id" FROM (
    SELECT "id", row_number() OVER (PARTITION BY "user_id" ORDER BY "last_used_at" DESC, "id" DESC) AS "place"
    FROM "sessions" WHERE "revoked_at" IS NULL AND "expires_at" > now()
  ) AS "active"
  WHERE "place" > 100
);
