import { Alert, AppShell, Badge, Burger, Button, Group, NavLink, Text, Title } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import {
  IconArchive,
  IconBell,
  IconCalendarClock,
  IconHeartRateMonitor,
  IconLayoutDashboard,
  IconListDetails,
  IconPlugConnectedX,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { lazy } from './components/lazy.tsx';
import { Ring } from './components/ring.tsx';
import { ScreenBoundary } from './components/screenBoundary.tsx';
import { useCall } from './data/calls.ts';
import { useConnected } from './data/live.tsx';
import { Overview } from './overview/overview.tsx';
import classes from './shell.module.css';

const Backups = lazy(async () => ({ default: (await import('./backups/backups.tsx')).Backups }));
const Plans = lazy(async () => ({ default: (await import('./plans/plans.tsx')).Plans }));
const Welcome = lazy(async () => ({ default: (await import('./welcome/welcome.tsx')).Welcome }));
const Runs = lazy(async () => ({ default: (await import('./runs/runs.tsx')).Runs }));
const Restore = lazy(async () => ({ default: (await import('./restore/restore.tsx')).Restore }));
const RestoreRun = lazy(async () => ({ default: (await import('./restore/restoreRun.tsx')).RestoreRun }));
const Alerts = lazy(async () => ({ default: (await import('./alerts/alerts.tsx')).Alerts }));
const Health = lazy(async () => ({ default: (await import('./health/health.tsx')).Health }));
const Settings = lazy(async () => ({ default: (await import('./settings/settings.tsx')).Settings }));

const PAGES = [
  { path: '/', name: 'overview', icon: IconLayoutDashboard },
  { path: '/backups', name: 'backups', icon: IconArchive },
  { path: '/plans', name: 'plans', icon: IconCalendarClock },
  { path: '/runs', name: 'runs', icon: IconListDetails },
  { path: '/alerts', name: 'alerts', icon: IconBell },
  { path: '/health', name: 'health', icon: IconHeartRateMonitor },
  { path: '/settings', name: 'settings', icon: IconSettings },
] as const;

/** The frame around every screen. Where there is little room, as on an enlarged page, the navigation opens over it. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const [location] = useLocation();
  useWindowEvent('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });
  return (
    <>
      <button type="button" className="skip-link" onClick={() => document.querySelector<HTMLElement>('main')?.focus()}>
        {t('app.skip')}
      </button>
      <AppShell
        header={{ height: { base: 48, sm: 0 } }}
        navbar={{ width: 196, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        padding={{ base: 'sm', sm: 'lg' }}
        transitionDuration={0}
      >
        <AppShell.Header hiddenFrom="sm" px="sm" className={classes['header'] ?? ''}>
          <Burger
            opened={opened}
            onClick={toggle}
            size="sm"
            aria-label={t('app.navigation')}
            aria-expanded={opened}
            aria-controls="navigation"
          />
          <Brand />
        </AppShell.Header>
        <AppShell.Navbar
          id="navigation"
          p="sm"
          component="nav"
          aria-label={t('app.navigation')}
          className={classes['navbar'] ?? ''}
          mod={{ opened }}
        >
          <div className={classes['brand']}>
            <Brand />
          </div>
          <Navigation onChosen={close} />
        </AppShell.Navbar>
        <AppShell.Main tabIndex={-1} className={classes['main'] ?? ''}>
          <ConnectionBanner />
          <ScreenBoundary place={location}>
            <Pages />
          </ScreenBoundary>
        </AppShell.Main>
      </AppShell>
    </>
  );
}

function Brand() {
  const { t } = useTranslation();
  return (
    <Group gap={10} wrap="nowrap">
      <span aria-hidden className={classes['logo']}>
        <Ring state="protected" tone="busy" size={28} />
      </span>
      <Text fw={700} size="lg">
        {t('app.name')}
      </Text>
    </Group>
  );
}

function Navigation({ onChosen }: { readonly onChosen: () => void }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const here = `/${location.split('/')[1] ?? ''}`;
  return PAGES.map(({ path, name, icon: Icon }) => (
    <NavLink
      key={path}
      component={Link}
      href={path}
      onClick={onChosen}
      active={here === path}
      {...(here === path && { 'aria-current': 'page' as const })}
      label={t(`nav.${name}`)}
      leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
      {...(name === 'alerts' && { rightSection: <OpenCount /> })}
      className={classes['link'] ?? ''}
    />
  ));
}

/** How many alerts are open that somebody should look at. */
function OpenCount() {
  const { t } = useTranslation();
  const { data } = useCall('alerts.list', {});
  const count = (data?.alerts ?? []).filter((one) => one.severity !== 'notice' && one.acknowledged === null).length;
  if (count === 0) return null;
  return (
    <Badge variant="default" size="sm" aria-label={t('alert.openCount', { count })}>
      {count}
    </Badge>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={Overview} />
      <Route path="/backups/:id?">{({ id }) => <Backups opened={id ?? null} />}</Route>
      <Route path="/plans/:name?">{({ name }) => <Plans opened={name ?? null} />}</Route>
      <Route path="/welcome" component={Welcome} />
      <Route path="/runs/:id?">{({ id }) => <Runs opened={id ?? null} />}</Route>
      <Route path="/restore/run/:id">{({ id }) => <RestoreRun id={id} />}</Route>
      <Route path="/restore/:id/salvage">{({ id }) => <Restore opened={id ?? null} salvage />}</Route>
      <Route path="/restore/:id?">{({ id }) => <Restore opened={id ?? null} />}</Route>
      <Route path="/alerts" component={Alerts} />
      <Route path="/health" component={Health} />
      <Route path="/settings" component={Settings} />
      <Route component={NotFound} />
    </Switch>
  );
}

function ConnectionBanner() {
  const { t } = useTranslation();
  const connected = useConnected();
  return (
    <div role="status" aria-live="polite">
      {!connected && (
        <Alert mb="md" variant="default" icon={<IconPlugConnectedX className="tone-warn" aria-hidden />}>
          {t('app.disconnected')}
        </Alert>
      )}
    </div>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <Title order={1} size="h3" mb="md">
        {t('app.notFound')}
      </Title>
      <Button component={Link} href="/" variant="default">
        {t('app.backToOverview')}
      </Button>
    </>
  );
}
