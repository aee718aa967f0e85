-- Country codes that are aliases or withdrawn become the assigned code, as inputs are read now.
-- A rate that the assigned code has already takes precedence.
UPDATE tax_rate SET country = CASE country WHEN 'UK' THEN 'GB' WHEN 'EL' THEN 'GR' WHEN 'BU' THEN 'MM' WHEN 'DD' THEN 'DE' WHEN 'FX' THEN 'FR' WHEN 'TP' THEN 'TL' WHEN 'YD' THEN 'YE' WHEN 'ZR' THEN 'CD' END
WHERE country IN ('UK', 'EL', 'BU', 'DD', 'FX', 'TP', 'YD', 'ZR') AND NOT EXISTS (
  SELECT FROM tax_rate known WHERE known.category_id = tax_rate.category_id AND known.country = CASE tax_rate.country WHEN 'UK' THEN 'GB' WHEN 'EL' THEN 'GR' WHEN 'BU' THEN 'MM' WHEN 'DD' THEN 'DE' WHEN 'FX' THEN 'FR' WHEN 'TP' THEN 'TL' WHEN 'YD' THEN 'YE' WHEN 'ZR' THEN 'CD' END
);
DELETE FROM tax_rate WHERE country IN ('UK', 'EL', 'BU', 'DD', 'FX', 'TP', 'YD', 'ZR');
