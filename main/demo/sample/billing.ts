/** 5,000 invoices with two or three lines each; the total is the sum of the lines. */
export const billing = `
INSERT INTO billing.invoices (user_id, period, state, total, tax_rate, issued_on)
SELECT 1 + n * 7 % 5000,
       daterange(date '2025-01-01' + n % 330, CASE WHEN n % 50 > 0 THEN date '2025-01-31' + n % 330 END),
       (ARRAY['paid', 'paid', 'paid', 'open', 'cancelled'])[1 + n % 5]::billing.invoice_state,
       (SELECT sum(round(line * (9.9900 + n % 40), 2)) FROM generate_series(1, 2 + n % 2) AS line),
       CASE WHEN n % 4 = 0 THEN 0 ELSE 0.1900 END,
       date '2025-02-01' + n % 330
FROM generate_series(1, 5000) AS n;

INSERT INTO billing.invoice_lines (invoice_id, position, description, quantity, unit_price)
SELECT n, line, (ARRAY['Studio plan', 'Extra storage', 'Print service'])[line], line, 9.9900 + n % 40
FROM generate_series(1, 5000) AS n, generate_series(1, 2 + n % 2) AS line;
`;
