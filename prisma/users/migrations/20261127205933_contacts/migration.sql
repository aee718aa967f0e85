-- CreateTable
CREATE TABLE "contacts" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "user_id" TEXT,
    "email" TEXT,
    "name" TEXT,
    "source" TEXT NOT NULL,
    "tags" TEXT[],
    "orders" INTEGER NOT NULL DEFAULT 0,
    "last_ordered_at" TIMESTAMPTZ(3),
    "last_active_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_notes" (
    "id" TEXT NOT NULL,
    "contact_id" TEXT NOT NULL,
    "author_id" TEXT,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_notes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_orders" (
    "contact_id" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "spent_minor" BIGINT NOT NULL,
    "captured_minor" BIGINT,
    "refunded_minor" BIGINT NOT NULL DEFAULT 0,
    "product_ids" TEXT[],
    "ordered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contact_orders_pkey" PRIMARY KEY ("contact_id","order_id")
);

-- CreateTable
CREATE TABLE "segments" (
    "id" TEXT NOT NULL,
    "store_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "contacts_store_id_created_at_id_idx" ON "contacts"("store_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "contacts_store_id_orders_id_idx" ON "contacts"("store_id", "orders", "id");

-- CreateIndex
CREATE INDEX "contacts_store_id_last_active_at_id_idx" ON "contacts"("store_id", "last_active_at", "id");

-- CreateIndex
CREATE INDEX "contacts_user_id_idx" ON "contacts"("user_id");

-- CreateIndex
CREATE INDEX "contacts_email_idx" ON "contacts"("email");

-- CreateIndex
CREATE INDEX "contacts_last_active_at_idx" ON "contacts"("last_active_at");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_store_id_user_id_key" ON "contacts"("store_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "contacts_store_id_email_key" ON "contacts"("store_id", "email");

-- CreateIndex
CREATE INDEX "contact_notes_contact_id_id_idx" ON "contact_notes"("contact_id", "id");

-- CreateIndex
CREATE INDEX "contact_orders_order_id_idx" ON "contact_orders"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "segments_store_id_name_key" ON "segments"("store_id", "name");

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_notes" ADD CONSTRAINT "contact_notes_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact_orders" ADD CONSTRAINT "contact_orders_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contacts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segments" ADD CONSTRAINT "segments_store_id_fkey" FOREIGN KEY ("store_id") REFERENCES "stores"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A contact is a buyer or a written address. Both in one row would tell a store the address of a buyer.
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_buyer_or_address" CHECK (num_nonnulls(user_id, email) = 1);
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_source" CHECK (source IN ('ORDER', 'CLAIM', 'MANUAL', 'IMPORT') AND (source IN ('ORDER', 'CLAIM')) = (user_id IS NOT NULL));
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_orders" CHECK (orders >= 0 AND (orders = 0) = (last_ordered_at IS NULL));
ALTER TABLE "contact_orders" ADD CONSTRAINT "contact_orders_spent" CHECK (spent_minor >= 0);
