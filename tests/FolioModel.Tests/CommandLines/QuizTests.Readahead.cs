using System.Globalization;
using System.Text.RegularExpressions;
using FolioModel.Files;

namespace FolioModel.Tests.CommandLines;

/// <content>The reads of a readahead quiz, made on files of one's own.</content>
internal sealed partial class QuizTests
{
    /// <summary>The pages that the last of some reads brings in, on files of one's own.</summary>
    private static string PagesThatCome(IEnumerable<string> program)
    {
        Machine machine = new(new MachineOptions { Pages = 1024, Cpus = 1, Ledger = true });
        OpenFile open = new FileSystem(machine).CreateFile("data", 256 * PageSize.Bytes).Open();
        long came = 0;
        foreach (string[] words in program.Select(static l => l.Split(' ')))
        {
            long before = open.File.Mapping.Pages.Count.Value;
            if (words[0] == "pread")
            {
                open.Read(
                    long.Parse(words[2], CultureInfo.InvariantCulture) * PageSize.Bytes,
                    long.Parse(words[3], CultureInfo.InvariantCulture) * PageSize.Bytes);
            }
            else if (words[0] == "advise")
            {
                open.Advise(0, 0, Enum.Parse<FileAdvice>(words[2], ignoreCase: true));
            }

            came = open.File.Mapping.Pages.Count.Value - before;
        }

        return $"{came}";
    }

    [GeneratedRegex(@"^How many pages come from the disk with ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ComingText();
}
