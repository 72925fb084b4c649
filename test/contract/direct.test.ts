import { answerOf, createClient } from '../../shared/client.ts';
import { contractSuite } from './suite.ts';

contractSuite('direct', async (app) => {
  let seq = 0;
  return createClient({
    call: (name, input, signal) => answerOf(app.call(name, input as never, signal)),
    subscribe(onEvent, onState) {
      onState(true);
      return app.listen((event) => onEvent({ seq: (seq += 1), event }));
    },
  });
});
