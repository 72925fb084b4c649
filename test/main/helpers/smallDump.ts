/*
 * What pg_dump 15.18 wrote for a small database whose data look like SQL and whose function looks like data; the key is made up.
 */

const KEY = 'juGHpBl6tZniCqgT1d8CO4QXjlPYa48jUHIYLQBlp0jp9kyzGdbS8qDvppDcveq';

const BODY = String.raw`-- Dumped from database version 15.18
-- Dumped by pg_dump version 15.18

SET statement_timeout = 0;
SET lock_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);

--
-- Name: f(); Type: FUNCTION; Schema: public; Owner: lifeboat
--

CREATE FUNCTION public.f() RETURNS text
    LANGUAGE sql
    AS $$
SELECT '
COPY public.empty (id) FROM stdin;
-- PostgreSQL database dump complete
' $$;


ALTER FUNCTION public.f() OWNER TO lifeboat;

SET default_tablespace = '';

--
-- Name: empty; Type: TABLE; Schema: public; Owner: lifeboat
--

CREATE TABLE public.empty (
    id integer
);


--
-- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: lifeboat
--

COPY public.empty (id) FROM stdin;
\.


--
-- Data for Name: notes; Type: TABLE DATA; Schema: public; Owner: lifeboat
--

COPY public.notes (id, text) FROM stdin;
1	one
2	a\nb\\.
-- PostgreSQL database dump complete
COPY public.notes (id) FROM stdin;
-- Data for Name: empty; Type: TABLE DATA; Schema: public; Owner: lifeboat
5	\n\\.\n
\.


--
-- Name: notes notes_pkey; Type: CONSTRAINT; Schema: public; Owner: lifeboat
--

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--
`;

const HEAD = '--\n-- PostgreSQL database dump\n--\n\n';

/** As versions before August 2025 wrote it. */
export const OLD_DUMP = `${HEAD}${BODY}\n`;
/** With the key that newer versions put around everything. */
export const NEW_DUMP = `${HEAD}\\restrict ${KEY}\n\n${BODY}\n\\unrestrict ${KEY}\n\n`;
