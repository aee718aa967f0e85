-- Country codes that are aliases or withdrawn become the assigned code, as inputs are read now.
UPDATE addresses SET country = CASE country WHEN 'UK' THEN 'GB' WHEN 'EL' THEN 'GR' WHEN 'BU' THEN 'MM' WHEN 'DD' THEN 'DE' WHEN 'FX' THEN 'FR' WHEN 'TP' THEN 'TL' WHEN 'YD' THEN 'YE' WHEN 'ZR' THEN 'CD' END
WHERE country IN ('UK', 'EL', 'BU', 'DD', 'FX', 'TP', 'YD', 'ZR');
