-- AlterTable
ALTER TABLE "audience_member" ADD COLUMN     "home_country" CHAR(2),
ADD COLUMN     "home_version" INTEGER NOT NULL DEFAULT 0;
