/*
 * Everything is computed from the row's number, so that each load gives the same rows: no random(), no now().
 * Multipliers are prime, which spreads the values and keeps combinations from repeating.
 */

/** 5,000 members, 20,000 works, the settings and the weekly reports. */
export const members = `
INSERT INTO public.users (handle, email, display_name, role, profile, storage_bytes, created_at)
SELECT 'member_' || n,
       'Member.' || n || '@example.org',
       (ARRAY['Ana Souza', 'Björk Þórsdóttir', 'Chloé Dubois', '李小龙', 'Олена Шевченко', 'Zoë "Z" O''Hara', 'محمد علي'])[1 + n % 7] || ' ' || n,
       (ARRAY['visitor', 'visitor', 'artist', 'artist', 'artist', 'curator'])[1 + n % 6]::public.user_role,
       jsonb_build_object('city', (ARRAY['Lisboa', 'Reykjavík', 'Lyon', '上海', 'Львів'])[1 + n % 5],
                          'links', jsonb_build_array('https://example.org/' || n), 'newsletter', n % 3 = 0),
       n::bigint * 7919 * 104729 % 5000000000,
       timestamptz '2024-01-01 00:00+00' + n * interval '97 minutes'
FROM generate_series(1, 5000) AS n;

INSERT INTO public.works (artist_id, title, status, tags, size_bytes, dimensions, price, thumbnail, metadata, published_at, updated_at)
SELECT 1 + n * 31 % 5000,
       (ARRAY['Harbour', 'Étude', 'Nachtstück', '静物', 'Портрет', 'Line\nStudy', 'Tab\tLight', 'Back\\slash'])[1 + n % 8] || ' no. ' || n,
       (ARRAY['published', 'published', 'published', 'draft', 'archived'])[1 + n % 5]::public.work_status,
       (ARRAY['oil', 'ink', 'photo', 'digital', 'portrait', 'landscape', 'mixed, media', 'a "quoted" tag'])[1 + n % 5 : 1 + n % 8],
       1024 + n::bigint * 15485863 % 9000000000,
       CASE WHEN n % 4 > 0 THEN ROW(100 + n % 1900, 100 + n * 13 % 2400)::public.dimensions END,
       CASE WHEN n % 3 = 0 THEN (n * 17 % 500000)::numeric / 100 END,
       CASE WHEN n % 2 = 0 THEN '\\x89504e470d0a1a0a'::bytea || decode(repeat(md5(n::text), 6), 'hex') END,
       jsonb_build_object('camera', CASE WHEN n % 5 = 0 THEN 'K-' || n % 17 END, 'exif', jsonb_build_object('iso', 100 * (1 + n % 32))),
       CASE WHEN n % 5 < 3 THEN timestamptz '2024-06-01 00:00+00' + n * interval '37 minutes' END,
       timestamptz '2025-01-01 00:00+00' + n * interval '11 minutes'
FROM generate_series(1, 20000) AS n;

INSERT INTO public.online_counter_config (counter_name, enabled, base_value, multiplier, current_value, updated_at)
SELECT (ARRAY['visitors_online', 'artists_online', 'works_viewed', 'likes_today', 'uploads_today', 'sales_today'])[n],
       n <> 6, n * 100, 1 + n / 8.0, n * 12345, timestamptz '2025-06-01 00:00+00'
FROM generate_series(1, 6) AS n;

INSERT INTO public.platform_config (key, value, description, updated_at) VALUES
  ('site.name', '"Artfolio"', 'Shown in the title bar', '2025-01-01 00:00+00'),
  ('upload.limit', '{"bytes": 104857600, "types": ["image/png", "image/jpeg", "image/webp"]}', NULL, '2025-01-02 00:00+00'),
  ('theme.colours', '{"accent": "#0b7285", "dark": true}', 'Default theme', '2025-02-03 00:00+00'),
  ('payment.currencies', '["EUR", "USD", "CNY"]', 'In this order', '2025-03-04 00:00+00'),
  ('maintenance.window', 'null', 'None planned', '2025-04-05 00:00+00');

INSERT INTO "Studio Notes"."Weekly Report" ("Week", "Título", "Body Text", "authorId", "100% ""final""")
SELECT date '2024-12-30' + 7 * n, 'Semana ' || n, CASE WHEN n % 4 > 0 THEN repeat('Notícias do ateliê. ', n) END, 1 + n * 97, n < 50
FROM generate_series(0, 51) AS n;
`;

/** 80,000 likes, 15,000 sessions and 65,000 page views of the year 2025. */
export const activity = `
INSERT INTO public.likes (user_id, work_id, created_at)
SELECT 1 + n % 5000, 1 + (n % 5000 * 37 + n / 5000 * 5101) % 20000, timestamptz '2025-01-01 00:00+00' + n * interval '6 minutes'
FROM generate_series(0, 79999) AS n;

INSERT INTO public.sessions (id, user_id, address, user_agent, started_at, ended_at)
SELECT md5('session ' || n)::uuid, 1 + n * 13 % 5000,
       CASE WHEN n % 9 = 0 THEN inet '2001:db8::' + n ELSE inet '198.51.100.0' + n % 256 END,
       (ARRAY['Firefox', 'Safari', 'Chrome', NULL])[1 + n % 4],
       timestamptz '2025-01-01 00:00+00' + n * interval '34 minutes',
       CASE WHEN n % 10 > 0 THEN timestamptz '2025-01-01 00:00+00' + n * interval '34 minutes' + n % 120 * interval '1 minute' END
FROM generate_series(1, 15000) AS n;

INSERT INTO public.page_views (viewed_at, work_id, visitor, duration_ms)
SELECT timestamptz '2025-01-01 00:00+00' + n * interval '8 minutes', 1 + n * 7::bigint % 20000, n * 101 % 10007, n * 31 % 90000
FROM generate_series(1, 65000) AS n;
`;
