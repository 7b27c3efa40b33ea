using System.Text;
using System.Text.Json;
using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>A short trace of a recording, replayed as it is or with one line changed.</summary>
/// <param name="format">The kind of recording.</param>
/// <param name="family">The family of traces.</param>
/// <param name="lines">Its lines, the first and the last one included.</param>
internal sealed class SampleTrace(string format, string family, string[] lines)
{
    private static readonly ConformanceSuite s_suite = ConformanceSuite.WithAll();

    public string Format => format;

    public string Family => family;

    public IReadOnlyList<string> Lines => lines;

    public int Length { get; } = lines.Sum(static line => line.Length);

    /// <summary>Whether the trace needs no other before it.</summary>
    public bool StandsAlone() => !IsNoticed(0, lines[0]);

    /// <summary>Replays the trace with one line changed.</summary>
    /// <param name="number">The line, counted from 0.</param>
    /// <param name="changed">What stands there instead.</param>
    /// <returns>Whether a difference, something missing or something malformed is reported.</returns>
    public bool IsNoticed(int number, string changed)
    {
        // What is noticed is nearly always noticed at the line itself.
        bool cutShort = number < lines.Length - 2 && number > 0;
        return (cutShort && IsNoticedWithin(number, changed)) || Replay(Text(lines.Length, number, changed), int.MaxValue);
    }

    private bool IsNoticedWithin(int number, string changed) => Replay(Text(number + 2, number, changed), number + 2);

    private static bool Replay(byte[] text, int end)
    {
        ConformanceReport report = new();
        try
        {
            using TraceFile file = TraceFile.Read("sample", new MemoryStream(text));
            s_suite.Replay(file, report);
        }
        catch (MalformedTraceException refused) when (refused.Line < end)
        {
            return true;
        }
        catch (MalformedTraceException)
        {
            // The text stops where it was cut.
        }

        return report.Differences > 0 || report.Missing.Count > 0;
    }

    private byte[] Text(int end, int number, string changed)
    {
        StringBuilder text = new();
        for (int i = 0; i < end; i++)
        {
            text.Append(i == number ? changed : lines[i]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
