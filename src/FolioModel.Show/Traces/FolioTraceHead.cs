namespace FolioModel.Show;

/// <summary>The subject of a trace: its name, the question and the answer.</summary>
/// <param name="Name">A short name, such as a scenario's.</param>
/// <param name="Kind">What it comes from: <c>scenario</c>, <c>exhibit</c>, <c>program</c>, <c>lesson</c>, <c>recording</c> or
/// <c>counterexample</c>.</param>
public sealed record FolioTraceHead(string Name, string Kind)
{
    /// <summary>The question that it answers, or its subject.</summary>
    public string Question { get; init; } = "";

    /// <summary>The answer, one sentence; empty for none.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Further facts, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>The result of the operation; empty for none.</summary>
    public string Result { get; init; } = "";

    /// <summary>The kernel it is like.</summary>
    public string Profile { get; init; } = "";

    /// <summary>The options that were given, as they are written.</summary>
    public string Options { get; init; } = "";

    /// <summary>The program's text, a line each, or empty.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>Prose that goes with the steps: each text is shown from its step on.</summary>
    public IReadOnlyList<(int Step, string Text)> Sections { get; init; } = [];

    /// <summary>Steps at which a reader may be asked to predict: the number of the step and the question.</summary>
    public IReadOnlyList<(int Step, string Question)> Questions { get; init; } = [];
}
