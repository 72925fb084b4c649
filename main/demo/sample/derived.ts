/**
 * Indexes, views, functions and triggers, after the load. Bodies name their objects with the schema: pg_restore fills
 * materialised views with an empty search_path.
 */
export const derived = `
CREATE INDEX works_artist_idx ON public.works (artist_id);
CREATE INDEX works_tags_idx ON public.works USING gin (tags);
CREATE INDEX works_metadata_idx ON public.works USING gin (metadata jsonb_path_ops);
CREATE INDEX works_title_trigram_idx ON public.works USING gin (title public.gin_trgm_ops);
CREATE INDEX works_published_idx ON public.works (published_at DESC) INCLUDE (title) WHERE status = 'published';
CREATE INDEX users_city_idx ON public.users ((profile ->> 'city'));
CREATE INDEX likes_work_idx ON public.likes (work_id);
CREATE INDEX sessions_open_idx ON public.sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX page_views_work_idx ON public.page_views (work_id, viewed_at);
CREATE INDEX invoices_period_idx ON billing.invoices USING gist (period);
CREATE UNIQUE INDEX "Weekly Report Título" ON "Studio Notes"."Weekly Report" (lower("Título"));
CREATE STATISTICS public.works_status_artist (dependencies) ON status, artist_id FROM public.works;

CREATE FUNCTION public.like_count(work bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT count(*) FROM public.likes WHERE likes.work_id = like_count.work);
COMMENT ON FUNCTION public.like_count(bigint) IS 'How many members like a work';

CREATE FUNCTION public.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $function$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$function$;
CREATE TRIGGER works_touch BEFORE UPDATE ON public.works
  FOR EACH ROW WHEN (ROW(OLD.title, OLD.status) IS DISTINCT FROM ROW(NEW.title, NEW.status)) EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER online_counter_config_touch BEFORE UPDATE ON public.online_counter_config
  FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER platform_config_touch BEFORE UPDATE ON public.platform_config
  FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();

CREATE VIEW public.artist_overview AS
SELECT users.id, users.handle, count(works.id) AS works, coalesce(sum(works.size_bytes), 0)::bigint AS size_bytes,
       count(works.id) FILTER (WHERE works.status = 'published') AS published
FROM public.users LEFT JOIN public.works ON works.artist_id = users.id
WHERE users.role = 'artist'
GROUP BY users.id;
GRANT SELECT ON public.artist_overview TO PUBLIC;

CREATE MATERIALIZED VIEW public.popular_works AS
SELECT works.id, works.title, public.like_count(works.id) AS likes
FROM public.works
WHERE works.status = 'published' AND works.id <= 2000
WITH DATA;
CREATE UNIQUE INDEX popular_works_id_idx ON public.popular_works (id);

CREATE VIEW billing.open_invoices WITH (security_barrier) AS
SELECT invoices.number, users.email, invoices.period, invoices.total * (1 + invoices.tax_rate) AS gross
FROM billing.invoices JOIN public.users ON users.id = invoices.user_id
WHERE invoices.state = 'open';
`;
