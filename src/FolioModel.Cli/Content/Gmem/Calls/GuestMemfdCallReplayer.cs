using System.Text.Json;
using FolioModel.Cli.Conform;
using FolioModel.Cli.Conform.Kernel;

namespace FolioModel.Cli.Content.Gmem;

/// <summary>
/// Replays recordings of the system calls that a user program made on guest_memfd: return value, error, and where it was recorded the state
/// of the file's folios after each call.
/// </summary>
internal sealed class GuestMemfdCallReplayer : ITraceReplayer
{
    private const string CallsThatFollow = "the calls that follow use the VM of type ";
    private const string CallAbove = "the call above was on the VM of type ";

    /// <inheritdoc/>
    public bool Recognizes(JsonElement firstLine) =>
        firstLine.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("calls");

    /// <inheritdoc/>
    public void Replay(TraceFile file, ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(report);
        using RecordedLines recording = new(file);
        IReadOnlyList<RecordedLine> lines = recording.ReadAll();
        CallReplay calls = new(lines[0], report);
        bool shows = lines[0].Flag("dump");
        bool showed = false;
        TraceReplay? watch = null;
        for (int i = 1; i < lines.Count && !calls.IsLeft; i++)
        {
            watch = Take(lines[i], i + 1 < lines.Count ? lines[i + 1] : null, calls, watch);
            showed |= watch is not null;
        }

        if (shows != showed && !calls.IsLeft)
        {
            throw lines[0].Malformed("dump", $"expected {(showed ? 1 : 0)}: the recording shows {(showed ? "a" : "no")} file's folios");
        }

        if (watch is not null && !calls.IsLeft)
        {
            throw recording.CutShort("type", "the recording stops while a file is watched; expected a line of type \"end\"");
        }
    }

    private static TraceReplay? Take(RecordedLine line, RecordedLine? next, CallReplay calls, TraceReplay? watch)
    {
        switch (line.OptionalText("type"))
        {
            case "call":
                Call(line, next, calls);
                return watch;
            case "note":
                Note(line, calls);
                return watch;
            case "trace" when watch is null:
                return calls.Watch(TraceHeader.Read(line), line);
            case "teardown" when watch is not null:
                watch.BeginTeardown();
                return watch;
            case "end" when watch is not null:
                watch.End(line);
                return null;
            case null when watch is not null:
                watch.Step(line);
                return watch;
            default:
                throw line.Malformed("type", "expected \"call\" or \"note\", or the trace of one watched file at a time");
        }
    }

    /// <summary>On which VM a call was made may be said by the note behind it.</summary>
    private static void Call(RecordedLine line, RecordedLine? next, CallReplay calls)
    {
        if (next is { } note && note.OptionalText("type") == "note" && VmTypeIn(note, CallAbove) is { } type)
        {
            calls.StepOnVm(line, type);
        }
        else
        {
            calls.Step(line);
        }
    }

    private static void Note(RecordedLine line, CallReplay calls)
    {
        if (line.Has("readlink"))
        {
            calls.CompareLinkText(line);
        }
        else if (VmTypeIn(line, CallsThatFollow) is { } type)
        {
            calls.UseVm(type);
        }
        else if (VmTypeIn(line, CallAbove) is null)
        {
            throw line.Malformed("text", "expected on which VM calls are made");
        }
    }

    private static long? VmTypeIn(RecordedLine note, string beginning) =>
        note.OptionalText("text") is { } text && text.StartsWith(beginning, StringComparison.Ordinal)
        && long.TryParse(text.AsSpan(beginning.Length), out long type)
            ? type
            : null;
}
