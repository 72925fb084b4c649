/** Statements for a database with much that PostgreSQL has; roles and encodings aside. Each is one feature with some rows. */
export const features: Readonly<Record<string, string>> = {
  'partitions, by range, list and hash, nested': `
    CREATE TABLE parts (id int, region text, at date, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
    CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('eu') PARTITION BY HASH (id);
    CREATE TABLE parts_eu_0 PARTITION OF parts_eu FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE parts_eu_1 PARTITION OF parts_eu FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
    INSERT INTO parts SELECT i, CASE i % 3 WHEN 0 THEN 'eu' ELSE 'other' END, date '2025-01-01' + i FROM generate_series(1, 500) i`,
  inheritance: `
    CREATE TABLE animal (name text, legs int);
    CREATE TABLE dog (breed text) INHERITS (animal);
    INSERT INTO animal VALUES ('ant', 6);
    INSERT INTO dog VALUES ('rex', 4, 'collie'), ('bob', 3, NULL)`,
  'generated and identity columns': `
    CREATE TABLE box (id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT -5 MINVALUE -1000 MAXVALUE 100),
      w numeric, h numeric, area numeric GENERATED ALWAYS AS (w * h) STORED);
    INSERT INTO box (w, h) SELECT i, i / 7.0 FROM generate_series(1, 50) i`,
  'domains, enums, composites, ranges, multiranges and arrays of them': `
    CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE TYPE mood AS ENUM ('sad', 'it''s "fine"', 'glad');
    CREATE TYPE pair AS (a positive, b mood[]);
    CREATE TYPE span AS RANGE (subtype = float8);
    CREATE TABLE typed (p pair, s span, ps pair[], d daterange, m int4multirange, matrix int[][], j jsonb, x xml, i interval, f float8, b bytea);
    INSERT INTO typed VALUES (ROW(1, '{sad,"it''s \\"fine\\""}'), '[0.1,0.3)', ARRAY[ROW(2, NULL)::pair, NULL], '[2025-01-01,)', '{[1,3),[7,9)}',
      '{{1,2},{3,NULL}}', '{"a": [1, null, "\\u00e9"]}', '<a b="c">d</a>', '1 mon -2 days 03:04:05.678', 'NaN', '\\x00ff0a5c'),
      (NULL, 'empty', '{}', 'empty', '{}', '[0:1]={7,8}', 'null', NULL, '-178000000 years', '-Infinity', ''), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1e-320, NULL)`,
  'large objects': `
    SELECT lo_from_bytea(16001, repeat('large object ', 5000)::bytea);
    SELECT lo_from_bytea(16002, '');
    COMMENT ON LARGE OBJECT 16001 IS 'a drawing'`,
  'a materialised view, filled and not': `
    CREATE MATERIALIZED VIEW box_sums AS SELECT count(*) AS n, sum(area) AS total FROM public.box;
    CREATE MATERIALIZED VIEW box_empty AS SELECT * FROM public.box WITH NO DATA`,
  'views, rules, functions and triggers, one of them disabled': `
    CREATE TABLE ledger (id serial PRIMARY KEY, note text, touched int NOT NULL DEFAULT 0);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.touched := NEW.touched + 1; RETURN NEW; END $f$;
    CREATE TRIGGER a_touch BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TRIGGER b_off BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION touch();
    ALTER TABLE ledger DISABLE TRIGGER b_off;
    CREATE VIEW ledger_notes AS SELECT note FROM ledger WITH CASCADED CHECK OPTION;
    CREATE RULE no_delete AS ON DELETE TO ledger DO INSTEAD NOTHING;
    CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
    CREATE AGGREGATE longest(text) (SFUNC = textcat, STYPE = text);
    INSERT INTO ledger (note) VALUES ('one'), (NULL), (E'tab\\tnew\\nline \\\\. end')`,
  'row-level security': `
    CREATE TABLE secret (owner name DEFAULT current_user, body text);
    ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON secret USING (owner = current_user) WITH CHECK (true);
    INSERT INTO secret VALUES ('somebody else', 'hidden from most')`,
  'an event trigger': `
    CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $f$ BEGIN PERFORM 1; END $f$;
    CREATE EVENT TRIGGER watch_ddl ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION on_ddl()`,
  'comments, also with quotes and line breaks': `
    CREATE TABLE remarked (a int);
    COMMENT ON TABLE remarked IS E'It''s\\na "remark"\\n-- Name: fake; Type: TABLE; Schema: public; Owner: nobody';
    COMMENT ON COLUMN remarked.a IS '-- Data for Name: remarked; Type: TABLE DATA'`,
  'a collation, text search, statistics and an operator': `
    CREATE COLLATION backwards (provider = libc, locale = 'C');
    CREATE TABLE sorted (t text COLLATE backwards, v tsvector, u int, w int);
    CREATE INDEX sorted_v ON sorted USING gin (v);
    CREATE TEXT SEARCH CONFIGURATION plain_words (COPY = simple);
    CREATE STATISTICS sorted_stats (ndistinct) ON u, w FROM sorted;
    CREATE FUNCTION near(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT abs($1 - $2) < 2';
    CREATE OPERATOR ~~~ (LEFTARG = int, RIGHTARG = int, FUNCTION = near);
    INSERT INTO sorted SELECT chr(65 + i), to_tsvector('simple', 'word' || i), i, i FROM generate_series(0, 25) i`,
  'unlogged, empty and columnless tables': `
    CREATE UNLOGGED TABLE scratchpad (a int);
    INSERT INTO scratchpad SELECT generate_series(1, 10);
    CREATE TABLE vacant (a int, b text);
    CREATE TABLE columnless ();
    INSERT INTO columnless DEFAULT VALUES;
    INSERT INTO columnless DEFAULT VALUES`,
  'circular foreign keys': `
    CREATE TABLE hen (id int PRIMARY KEY, egg int);
    CREATE TABLE egg (id int PRIMARY KEY, hen int REFERENCES hen DEFERRABLE INITIALLY DEFERRED);
    ALTER TABLE hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES egg DEFERRABLE INITIALLY DEFERRED;
    CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
    BEGIN; INSERT INTO hen VALUES (1, 1), (2, 2); INSERT INTO egg VALUES (1, 2), (2, 1); COMMIT;
    INSERT INTO tree VALUES (1, NULL), (2, 1)`,
  'names in mixed case, with dots, quotes, spaces, line breaks and other scripts': `
    CREATE SCHEMA "My.Schema";
    CREATE TABLE "My.Schema"."a.b" ("Col.1" int, "select" text, "quo""te" text);
    INSERT INTO "My.Schema"."a.b" VALUES (1, 'x', 'y');
    CREATE TABLE "My.Schema"."TABLE DATA public vacant" (a int);
    CREATE TABLE "My"(a int);
    CREATE TABLE "it's; DROP TABLE vacant; --" (a int);
    CREATE TABLE "two\nlines" (a int);
    INSERT INTO "two\nlines" VALUES (7);
    CREATE TABLE "größe-Ω-表-🐘" ("naïve" text);
    INSERT INTO "größe-Ω-表-🐘" VALUES ('été');
    CREATE SEQUENCE "Odd.Seq" INCREMENT 10 START 5;
    SELECT nextval('"Odd.Seq"')`,
};
