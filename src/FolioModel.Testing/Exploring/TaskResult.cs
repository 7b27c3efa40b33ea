namespace FolioModel.Testing;

/// <summary>The result of a task, in words.</summary>
internal sealed class TaskResult(Machine machine, string name, int task) : ISharedState
{
    private string? _text;

    public string? Text
    {
        get => _text;
        set
        {
            machine.Track(this);
            _text = value;
        }
    }

    /// <summary>Number of the task.</summary>
    public int Task { get; } = task;

    /// <summary>The results that say that the task did nothing because others were in its way.</summary>
    public string[] GivesUp { get; set; } = [];

    /// <summary>The task's name.</summary>
    public string Name => name;

    public int StateNumber { get; } = machine.NewStateNumber();

    public string StateName => $"result of {name}";

    public void AddTo(ref StateHash hash) => hash.Add(_text);

    public override string ToString() => $"{name}: {_text ?? "nothing"}";

    /// <summary>A result in words that do not depend on which frames were used.</summary>
    public static string Describe<T>(T result) => result switch
    {
        FolioResult found => found.IsOk ? $"page {found.Folio.Index}" : $"{found.Error}",
        Folio folio => folio.IsNone ? "none" : $"page {folio.Index}",
        _ => result?.ToString() ?? "null",
    };
}
