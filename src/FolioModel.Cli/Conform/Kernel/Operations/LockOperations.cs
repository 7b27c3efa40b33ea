namespace FolioModel.Cli.Conform.Kernel;

/// <summary>The folio lock and the mapping's <c>invalidate_lock</c>.</summary>
internal static class LockOperations
{
    public static void Register(Dictionary<string, OperationHandler> handlers)
    {
        handlers.Add("trylock", (state, arguments, outcome) => outcome.Return(state.Known(arguments).Folio.TryLock()));
        handlers.Add("unlock", (state, arguments, _) => state.Known(arguments).Folio.Unlock());
        handlers.Add("inv", InvalidateLock);
    }

    private static void InvalidateLock(TraceState state, RecordedLine arguments, Outcome outcome)
    {
        RwSemaphore invalidateLock = state.Space.InvalidateLock;
        bool result = true;
        switch (arguments.Int32("what", 0, 4))
        {
            case 0:
                result = invalidateLock.TryDownRead();
                break;
            case 1:
                result = invalidateLock.TryDownWrite();
                break;
            case 2:
                invalidateLock.UpRead();
                break;
            case 3:
                invalidateLock.UpWrite();
                break;
            case 4:
                invalidateLock.Downgrade();
                break;
        }

        outcome.Return(result);
    }
}
