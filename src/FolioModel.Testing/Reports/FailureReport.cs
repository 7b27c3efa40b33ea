using System.Text;

namespace FolioModel.Testing;

/// <summary>
/// The report of a failing program: what is wrong, the shortest program that shows it, and the references that are left over.
/// </summary>
/// <param name="Finding">What is wrong, as the shrunk program finds it.</param>
/// <param name="Shrunk">The shrunk program.</param>
/// <param name="Original">Steps of the program before shrinking.</param>
/// <param name="Replay">How to see it again, or null.</param>
/// <param name="Balance">Takes and drops of the shrunk program; empty when the subject cannot tell.</param>
public sealed record FailureReport(Finding Finding, FolioProgram Shrunk, int Original, string? Replay, string Balance)
{
    /// <summary>Shrinks a failing program and tells its story.</summary>
    /// <param name="program">The program.</param>
    /// <param name="finding">What it finds.</param>
    /// <param name="replay">How to see it again, or null.</param>
    public static FailureReport For(FolioProgram program, Finding finding, string? replay)
    {
        ArgumentNullException.ThrowIfNull(program);
        FolioProgram shrunk = Shrinker.Shrink(program, finding);
        (Finding? found, BalanceTree? tree) = Retell(shrunk);
        string balance = tree?.Render(key => found?.Concerned.Contains(key) == true) ?? "";
        return new FailureReport(found ?? finding, shrunk, program.Steps.Length, replay, balance)
        {
            FirstSeen = finding,
            Imbalance = tree?.Imbalance() ?? "",
        };
    }

    /// <summary>
    /// The finding of the program before shrinking: the same kind of mistake, or another effect of the same mistake in the code.
    /// </summary>
    public Finding? FirstSeen { get; init; }

    /// <summary>
    /// The holders of the shrunk program whose references do not add up to zero; empty when there are none, or the subject cannot tell.
    /// </summary>
    public string Imbalance { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"{(Shrunk.Options.NamesLines ? Finding.Text : Finding.TextWithoutLines)}\n\n");
        text.Append($"The shortest program found ({Shrunk.Steps.Length} of {Original} steps):\n{Shrunk}");
        if (FirstSeen is { } first && first.Id != Finding.Id)
        {
            text.Append($"It was seen first as {first.Text.Split('\n')[0]}\n");
        }

        text.Append($"As a test: {Shrunk.Encode()}\n");
        if (Balance.Length > 0)
        {
            text.Append($"\nBalance of references:\n{Balance}");
        }

        if (Replay is not null)
        {
            text.Append($"\nReplay: {Replay}\n");
        }

        return text.ToString();
    }

    private static (Finding? Finding, BalanceTree? Balance) Retell(FolioProgram program)
    {
        using Subject subject = program.Subject();
        subject.NamesLines = program.Options.NamesLines;
        string current = "before the program";
        BalanceTree? tree = subject.RecordBalance(() => current);
        Finding? finding = new ProgramRun(subject, program.Options, null).Replay(
            program.Steps, step => current = $"{step.Number} {subject.Operations[step.Operation].Name}");
        return (finding, tree);
    }
}
