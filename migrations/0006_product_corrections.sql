-- Two statements about the same moment are no change over time: the second corrects the first. A file that holds a product twice
-- would otherwise show a price drop, or a product back in stock, that nobody ever saw.
create or replace function record_product_changes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into product_changes (product_id, field, old, new, at, recorded_at)
  select o.id, 'price', o.price_amount || ' ' || o.price_currency, n.price_amount || ' ' || n.price_currency, n.as_of, n.updated_at
  from old_products o join new_products n using (id)
  where n.as_of > o.as_of
    and (o.price_amount is distinct from n.price_amount or o.price_currency is distinct from n.price_currency)
  union all
  select o.id, 'availability', o.availability, n.availability, n.as_of, n.updated_at
  from old_products o join new_products n using (id)
  where n.as_of > o.as_of and o.availability is distinct from n.availability;
  return null;
end $$;
