"""
Calls every route of the REST façade with the client that openapi-python-client generated from schema/openapi.json.

Reads the people and things of the story as JSON from the standard input, and prints the status of each operation as JSON. A
status that no step expects, or a body that is not of the type in the document, ends the program with an error.
"""

import importlib
import json
import sys
import time
import uuid

import httpx

sys.path.insert(0, sys.argv[1])

from soko_client import AuthenticatedClient  # noqa: E402
from soko_client.models import Problem, ProductStatus  # noqa: E402

story = json.load(sys.stdin)
base = f"{story['url']}/v1"
# The generated client waits for ever, and httpx alone for five seconds, which are for a machine that is idle.
patience = httpx.Timeout(60)
callers = {name: AuthenticatedClient(base_url=base, token=token, timeout=patience) for name, token in story["tokens"].items()}
statuses = {}


def call(caller, operation, *expected, body=None, **arguments):
    """Calls an operation such as `stock.receive_stock`, and returns what the client parsed."""
    module = importlib.import_module(f"soko_client.api.{operation}")
    if body is not None:
        model = module.sync_detailed.__annotations__["body"]
        for option in getattr(model, "__args__", (model,)):
            if hasattr(option, "from_dict"):
                arguments["body"] = option.from_dict(body)
    if "idempotency_key" in module.sync_detailed.__annotations__:
        arguments.setdefault("idempotency_key", str(uuid.uuid4()))
    answer = module.sync_detailed(client=callers[caller], **arguments)
    if answer.status_code not in expected:
        sys.exit(f"{operation} answered {answer.status_code}: {answer.content.decode()}")
    if answer.status_code != 204 and isinstance(answer.parsed, Problem) != (answer.status_code >= 400):
        sys.exit(f"{operation} answered {answer.status_code} with a body of {type(answer.parsed)}.")
    statuses.setdefault(operation.split(".")[1], []).append(int(answer.status_code))
    return answer.parsed


def upload():
    picture = bytes.fromhex(story["picture"])
    body = {"fileName": "front.png", "mimeType": "image/png", "size": len(picture)}
    made = call("key", "products.create_upload", 201, body=body)
    headers = {header.name: header.value for header in made.headers}
    httpx.put(made.url, content=picture, headers=headers, timeout=patience).raise_for_status()
    call("key", "products.get_upload", 200, id=made.id)
    return made.id


def find(caller, operation, order_id):
    """The package or the delivery of an order, from the pages of the list."""
    after = {}
    while True:
        module = importlib.import_module(f"soko_client.api.{operation}")
        answer = module.sync_detailed(client=callers[caller], limit=100, **after)
        statuses.setdefault(operation.split(".")[1], []).append(int(answer.status_code))
        for item in answer.parsed.items:
            if item.order.id == order_id:
                return item
        following = httpx.Response(200, headers=answer.headers).links["next"]["url"]
        after = {"after": httpx.URL(following).params["after"]}


# Products and stock, with the key of a store.
categories = call("key", "products.list_categories", 200)
variant = {
    "sku": uuid.uuid4().hex[:12],
    "price": {"amount": "19.90", "currency": "EUR"},
    "package": {"lengthMm": 300, "widthMm": 200, "heightMm": 100, "weightG": 900},
}
draft = {
    "title": "Clock of a server",
    "description": "Ticks.",
    "type": "PHYSICAL",
    "categoryId": categories.items[0].children[0].id,
    "variants": [variant],
}
product = call("key", "products.create_product", 201, body=draft)
call("key", "products.update_product", 200, id=product.id, body={"title": "Clock of servers"})
second = {**variant, "sku": uuid.uuid4().hex[:12], "options": [{"name": "size", "value": "L"}]}
added = call("key", "products.add_variant", 201, 409, id=product.id, body={"variant": second})
call("key", "products.update_variant", 200, id=product.variants[0].id, body={"price": {"amount": "21.90", "currency": "EUR"}})
call("key", "products.remove_variant", 200, 404, 409, id=getattr(added, "id", "var_unknown"))
pictures = [upload(), upload()]
for picture in pictures:
    with_media = call("key", "products.attach_media", 201, id=product.id, body={"uploadId": picture})
call("key", "products.remove_media", 200, id=product.id, media_id=with_media.media[0].id)
for step in ["publish_product", "pause_product", "archive_product"]:
    call("key", f"products.{step}", 200, id=product.id)
call("key", "products.get_product", 200, id=product.id)
assert product.id in [each.id for each in call("key", "products.list_products", 200, store_id=story["storeId"], status=[ProductStatus.ARCHIVED]).items]
call("key", "products.get_product_export", 200)
call("key", "products.import_products", 202, 409, body={"uploadId": pictures[0]})
call("key", "products.get_product_import", 404, id="imp_unknown")
same = str(uuid.uuid4())
for _ in range(2):
    received = call("key", "stock.receive_stock", 201, variant_id=story["variantId"], body={"quantity": 4}, idempotency_key=same)
call("key", "stock.adjust_stock", 201, variant_id=story["variantId"], body={"delta": -1, "reason": "Counted."})
assert call("key", "stock.get_stock", 200, variant_id=story["variantId"]).on_hand == received.on_hand - 1

# Orders: one is cancelled, one is packed and delivered at the second attempt, one cannot be packed.
cancelled, delivered, failed = story["orderIds"]
assert delivered in [each.id for each in call("key", "orders.list_orders", 200).items]
call("key", "orders.cancel_order", 200, id=cancelled, body={"reason": "Sold elsewhere."})
package = find("key", "fulfilment.list_packages", delivered)
call("key", "fulfilment.start_packaging", 200, id=package.id)
packed = {"lineId": package.lines[0].line_id, "quantity": 1}
call("key", "fulfilment.set_packed_quantity", 200, id=package.id, body=packed)
call("key", "fulfilment.complete_packaging", 200, id=package.id)
broken = find("key", "fulfilment.list_packages", failed)
call("key", "fulfilment.start_packaging", 200, id=broken.id)
call("key", "fulfilment.fail_packaging", 200, id=broken.id, body={"reason": "Broken."})
parcel = find("key", "fulfilment.list_deliveries", delivered)
call("key", "fulfilment.start_delivery", 200, id=parcel.id)
call("key", "fulfilment.fail_delivery", 200, id=parcel.id, body={"reason": "Nobody was at home."})
call("key", "fulfilment.start_delivery", 200, id=parcel.id)
call("key", "fulfilment.record_tracking", 201, id=parcel.id, body={"note": "Around the corner."})
call("key", "fulfilment.complete_delivery", 200, id=parcel.id, body={"proof": "Signed by Ada."})
call("key", "orders.get_order", 200, id=delivered)

# Contacts and segments, with the key of a store.
store = story["storeId"]
address = f"{uuid.uuid4().hex}@example.com"
contact = call("key", "contacts.add_contact", 201, body={"storeId": store, "email": address, "tags": ["vip", "book fair"]})
table = f"email,name\n{address},Ada\n{uuid.uuid4().hex}@example.com,Grace\nnobody,\n"
imported = call("key", "contacts.import_contacts", 200, body={"storeId": store, "csv": table})
assert [imported.added, imported.changed, imported.failed] == [1, 1, 1]
call("key", "contacts.tag_contact", 200, id=contact.id, body={"tags": ["press"]})
untagged = call("key", "contacts.untag_contact", 200, id=contact.id, tag="book fair")
assert [untagged.name, untagged.tags] == ["Ada", ["press", "vip"]]
call("key", "contacts.add_note", 201, id=contact.id, body={"text": "Writes to us on Mondays."})
assert [note.text for note in call("key", "contacts.list_contact_notes", 200, id=contact.id).items] == ["Writes to us on Mondays."]
assert call("key", "contacts.get_contact", 200, id=contact.id).email == address
found = call("key", "contacts.list_contacts", 200, store_id=store, query="tag:press")
assert [each.id for each in found.items] == [contact.id]
segment = call("key", "contacts.create_segment", 201, body={"storeId": store, "name": "Press", "query": "tag:pres"})
call("key", "contacts.update_segment", 200, id=segment.id, body={"query": "tag:press"})
call("key", "contacts.get_segment", 200, id=segment.id)
call("key", "contacts.list_segments", 200, store_id=store)
assert [each.id for each in call("key", "contacts.list_segment_contacts", 200, id=segment.id).items] == [contact.id]
assert call("key", "contacts.check_segment", 200, store_id=store, query="tag:press").size == 1
call("key", "contacts.delete_segment", 204, id=segment.id)
call("key", "contacts.delete_contact", 204, id=contact.id)
call("key", "contacts.get_contact", 404, id=contact.id)

# Collections and tokens. Where no chain can run, the commands are refused.
made = call("key", "tokens.create_collection", 202, 409, body={"storeId": story["storeId"], "name": "Servers"})
call("key", "tokens.list_collections", 200, store_id=story["storeId"])
collection_id = getattr(made, "id", "cct_unknown")
call("key", "tokens.get_collection", 200, 404, id=collection_id)
token = call("key", "tokens.create_token", 202, 404, id=collection_id, body={"name": "Rack", "maxSupply": 10})
call("key", "tokens.list_tokens", 200, 404, id=collection_id)
token_id = getattr(token, "id", "ctk_unknown")
call("key", "tokens.get_token", 200, 404, id=token_id)
receiver = {"to": "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"}
mint = call("key", "tokens.mint_token", 202, 404, id=token_id, body=receiver)
call("key", "tokens.get_mint", 200, 404, id=getattr(mint, "id", "mnt_unknown"))

# Airdrops and claim links, with the key of a store.
giving = "airdrops_and_claim_links"
draft = {"tokenId": token_id, "addresses": [receiver["to"]]}
sent, cancelled = [call("key", f"{giving}.create_airdrop", 201, 404, body=draft) for _ in range(2)]
call("key", f"{giving}.list_airdrops", 200, store_id=store)
sent_id, cancelled_id = getattr(sent, "id", "adp_unknown"), getattr(cancelled, "id", "adp_unknown")
call("key", f"{giving}.send_airdrop", 202, 404, id=sent_id)
call("key", f"{giving}.cancel_airdrop", 200, 404, id=cancelled_id)
progress = call("key", f"{giving}.get_airdrop", 200, 404, id=sent_id)
assert progress.status == 404 or progress.total == 1
link = call("key", f"{giving}.create_claim_link", 201, 404, body={"tokenId": token_id, "quota": 2})
call("key", f"{giving}.list_claim_links", 200, store_id=store)
code = getattr(link, "code", "unknown")
call("key", f"{giving}.get_claim_link", 200, 404, code=code)
call("customer", f"{giving}.claim_token", 202, 404, code=code, body={})
call("key", f"{giving}.close_claim_link", 200, 404, id=getattr(link, "id", "ckl_unknown"))

# Reports of a store.
days = {"from": "2026-01-01", "to": "2026-01-31"}
body = {"type": "TRADE_BY_DAY", "scope": "STORE", "storeId": store, "range": days, "format": "CSV"}
report = call("key", "reports.request_report", 202, body=body)
assert report.id in [each.id for each in call("key", "reports.list_reports", 200).items]
deadline = time.monotonic() + 90
while call("key", "reports.get_report", 200, id=report.id).download is None:
    assert time.monotonic() < deadline, "The report is not ready."
    time.sleep(0.2)
table = httpx.get(call("key", "reports.get_report", 200, id=report.id).download.url, timeout=patience)
assert "currency" in table.raise_for_status().text.splitlines()[0]
call("key", "reports.cancel_report", 409, id=report.id)
schedule = {"type": "TRADE_BY_DAY", "scope": "STORE", "storeId": store, "format": "CSV", "every": "MONTH"}
scheduled = call("key", "reports.schedule_report", 201, body=schedule)
assert [each.id for each in call("key", "reports.list_report_schedules", 200).items] == [scheduled.id]
call("key", "reports.unschedule_report", 200, id=scheduled.id)

# Webhooks.
body = {"storeId": story["storeId"], "url": story["hookUrl"], "eventTypes": ["PRODUCT_CREATED"]}
endpoint = call("key", "webhooks.create_webhook_endpoint", 201, body=body).endpoint
call("key", "webhooks.list_webhook_endpoints", 200, store_id=story["storeId"])
call("key", "webhooks.get_webhook_endpoint", 200, id=endpoint.id)
call("key", "webhooks.update_webhook_endpoint", 200, id=endpoint.id, body={"description": "Till"})
call("key", "webhooks.rotate_webhook_secret", 200, id=endpoint.id, body={"previousHours": 1})
sent = call("key", "webhooks.send_test_webhook", 202, id=endpoint.id)
call("key", "webhooks.list_webhook_deliveries", 200, id=endpoint.id)
call("key", "webhooks.redeliver_webhook", 202, 409, id=sent.id)
call("key", "webhooks.remove_webhook_endpoint", 204, id=endpoint.id)

# Wallets of a person.
call("customer", "wallets.list_wallets", 200)
call("customer", "wallets.get_wallet", 200, currency="KES")
call("customer", "wallets.list_statement", 200, currency="KES", limit=2)

print(json.dumps(statuses))
