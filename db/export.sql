-- What a file of rows is made of: its fields, and what asks who somebody is before a large one.
-- The present truth; each change of it is copied into a migration (db/laws.test.ts compares).
-- The fields' functions are called for every field of a million rows, so they must be inlined: no SET may stand on them. Their bodies are parsed when
-- they are made, so the caller's search path has no say in them.

-- A field of somebody's text, without its quotes: an apostrophe in front where a spreadsheet would take it for something else. That is: for a formula,
-- also behind what has no picture (white space, marks of order, joiners, private use) and full width; for a line's control; or for another number or a
-- date, where nothing but digits and separators stands in it (0821234567, 1/2), unless it is a whole number of eleven digits at most. Apostrophes in
-- front are looked past, so that one more can always be told from one that was typed: whoever reads the file takes one away where it was put.
create or replace function app.csv_text(p_text text)
returns text language sql immutable parallel safe
return case
  when ascii(p_text) between 97 and 122 or ascii(p_text) between 65 and 90 then replace(p_text, '"', '""')
  when p_text ~ ('^''*(?:[\t\r\n]|'
    || '[\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
    || '\u2028-\u202f\u205f-\u206f\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000110bd\U000110cd\U00013430-\U0001343f'
    || '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]*'
    || '(?:[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]|(?![1-9][0-9]{0,10}$|0$)[(.,]?[0-9][0-9 .,:/()%eE+-]*$))')
    then '''' || replace(p_text, '"', '""')
  else replace(p_text, '"', '""')
end;

-- A number as text in every spreadsheet, with nothing lost: +27821234567 is (+27) 82 123 4567. By the country codes of ITU-T E.164.
create or replace function app.csv_phone(p_phone text)
returns text language sql immutable parallel safe
return case
  when p_phone like '+27_________' then '(+27) ' || substr(p_phone, 4, 2) || ' ' || substr(p_phone, 6, 3) || ' ' || substr(p_phone, 9)
  else regexp_replace(p_phone, '^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])\d)(\d+)$', '(+\1) \2')
end;

-- Refuses the whole batch (UA428) where the business has more customers than that and who stands behind the door was not proven of late.
create or replace function app.refuse_stale_above(p_customers int)
returns table (fresh boolean)
language plpgsql stable set search_path = pg_catalog, app as $$
begin
  fresh := current_setting('app.fresh', true) = 'true';
  if fresh is not true and (select count(*) from (select from customers limit p_customers + 1) c) > p_customers then
    raise exception 'prove anew who you are' using errcode = 'UA428';
  end if;
  return next;
end $$;

revoke all on function app.csv_text(text), app.csv_phone(text), app.refuse_stale_above(int) from public;
grant execute on function app.csv_text(text), app.csv_phone(text), app.refuse_stale_above(int) to app_runtime;
