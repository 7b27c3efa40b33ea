namespace FolioModel.Testing;

/// <summary>The set-up of a program threw, before there was a task to run.</summary>
internal sealed class SetUpFailedException(ExplorationProgram scenario, Exception error)
    : Exception($"the set-up of '{scenario.Name}' failed: {Claims.Describe(error)}", error)
{
    /// <summary>The fault as a violation: no choice leads to it, so its path is empty.</summary>
    public Violation Violation => Violation.Of(this, InnerException!);

    /// <summary>The failed set-up that an exception is about, or null: threads that search side by side wrap what they throw.</summary>
    public static SetUpFailedException? In(Exception error) => error as SetUpFailedException
        ?? (error as AggregateException)?.Flatten().InnerExceptions.OfType<SetUpFailedException>().FirstOrDefault();
}
