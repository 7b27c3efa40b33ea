using System.Text.Json;

namespace FolioModel.Cli.Conform.Failures;

/// <summary>
/// Replays recordings of memory failure: what hard and soft offline do to pages of every kind, and what the rest of the kernel does with a
/// poisoned page afterwards. Each case has a machine of its own, and the pages that it names are compared after each step.
/// </summary>
/// <param name="ledger">Whether every reference is recorded with its holder, and the holders are checked too.</param>
internal sealed class FailureReplayer(bool ledger = true) : ITraceReplayer
{
    private const string Header = "failure";
    private const string Footer = "end";

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals(Header);

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        using RecordedLines lines = new(file);
        FailureCase? current = null;
        while (lines.TryRead(out RecordedLine line))
        {
            current = Next(line, current, report);
        }

        if (current is not null)
        {
            throw lines.CutShort("type", $"the recording stops inside a case; expected a line of type \"{Footer}\"");
        }
    }

    private FailureCase? Next(RecordedLine line, FailureCase? current, ConformanceReport report)
    {
        string? type = line.OptionalText("type");
        if (current is null)
        {
            FailureCase begun = type == Header ? new FailureCase(line, ledger, report)
                : throw line.Malformed("type", $"expected the first line of a case, of type \"{Header}\"");
            return line.FirstUnread() is { } unknown ? throw line.Malformed(unknown, "a header has no such field") : begun;
        }

        switch (type)
        {
            case null:
                current.Step(line);
                return current;
            case Footer:
                current.End();
                return line.FirstUnread() is { } behind ? throw line.Malformed(behind, "the end has no such field") : null;
            default:
                throw line.Malformed("type", $"expected \"{Footer}\" or none, found \"{type}\"");
        }
    }
}
