using System.Text.RegularExpressions;
using FolioModel.Cli.Conform;
using FolioModel.Testing;

namespace FolioModel.Tests.Conformance;

/// <summary>The replayer has an answer for any recording: it holds, it differs, something is missing, or it is malformed.</summary>
[TestFixture]
public sealed class DamagedTraceTests
{
    private static readonly string[] s_replacements =
    [
        "-1", "0", "1", "2", "9", "31", "63", "4095", "4096", "-4096", "9223372036854775807", "-9223372036854775808",
            "18446744073709551615",
        "1e3", "0.5", "null", "true", "[]", "{}", "\"\"", "\"fgp\"",
    ];

    [Test]
    public void AnyValueReplacedByAnyOtherGetsAnAnswer([Range(0, 19)] int seed)
    {
        Random random = new(seed);
        using TraceWriter traces = new();
        int refused = 0;
        int differed = 0;
        for (int round = 0; round < 40; round++)
        {
            string[] lines = TraceWriter.Good;
            int line = random.Next(lines.Length);
            MatchCollection values = Regex.Matches(lines[line], "-?\\d+|\"[^\"]*\"", RegexOptions.None, TimeSpan.FromSeconds(1));
            Match value = values[random.Next(values.Count)];
            lines[line] = lines[line].Remove(value.Index, value.Length)
                .Insert(value.Index, s_replacements[random.Next(s_replacements.Length)]);
            ConformanceReport report = new();
            try
            {
                ConformanceSuite.WithAll().Replay([traces.Write(lines)], report);
                differed += report.Differences > 0 || report.Missing.Count > 0 ? 1 : 0;
            }
            catch (MalformedTraceException)
            {
                refused++;
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused, Is.GreaterThan(0), "nothing was refused");
            Assert.That(differed, Is.GreaterThan(0), "nothing differed");
        }
    }
}
