using System.Globalization;
using System.Text;

namespace FolioModel.Mutation;

/// <summary>Writes docs/test/mutation.md from a recorded sample.</summary>
internal static class MutationReport
{
    /// <summary>Where the page is.</summary>
    public static string PathIn(string root) => Path.Combine(root, "docs", "test", "mutation.md");

    public static string Write(Recorded recorded, IReadOnlyDictionary<string, Equivalent> equivalents)
    {
        StringBuilder text = new();
        Outcome[] counted = [.. recorded.Outcomes.Where(o => !IsEquivalent(o, equivalents))];
        Introduction(text, recorded, counted);
        Folders(text, counted);
        Survivors(text, counted);
        Equivalents(text, recorded.Outcomes, equivalents);
        return text.ToString();
    }

    /// <summary>A mutant that something has found is not equivalent, whatever the list says.</summary>
    private static bool IsEquivalent(Outcome outcome, IReadOnlyDictionary<string, Equivalent> equivalents) =>
        outcome.KilledBy is null && equivalents.ContainsKey(outcome.Mutant.Name);

    private static void Introduction(StringBuilder text, Recorded recorded, Outcome[] counted)
    {
        int killed = counted.Count(static o => o.KilledBy is not null);
        text.Append("""
            # Mutation testing

            [Calibration](calibration.md) plants mistakes that a person thought of. Here a tool makes them from the source of the
            core and its owners: conditions negated, taken for granted or never met, operands left out, bounds shifted, statements,
            calls and else branches removed, arguments swapped, numbers off by one, another flag, error or lock class, the opposite
            operation or count. All are compiled once, into one build, each behind a switch; the awaitable twins are generated from
            the mutated source and have them too. A mutant then meets the checks that reach it, the cheapest checker first, until
            one finds something: random programs of the property kit (`folio check`), the catalogue of explorations (`folio explore
            --all`), the recordings of a real kernel (`folio conform`), the unit and property tests.


            """)
            .Append(CultureInfo.InvariantCulture, $"**Of a random sample of {recorded.Outcomes.Length} of {recorded.Mutants:n0} mutants, ")
            .Append(CultureInfo.InvariantCulture,
                $"{recorded.Outcomes.Length - counted.Length} change nothing that can be seen; of the other {counted.Length}, ")
            .Append(CultureInfo.InvariantCulture, $"{killed} are killed ({Percent(killed, counted.Length)})")
            .Append(CultureInfo.InvariantCulture, $", {Killed(counted, Checker.Kit, Checker.Explorer)} by kit and explorer alone.**\n\n")
            .Append(CultureInfo.InvariantCulture,
                $"In 19 of 20 samples of this size the rate is off by less than {Error(killed, counted.Length)} points. ")
            .Append("Who finds what the checkers before it did not:\n\n| checker | killed |\n|---|---:|\n");
        foreach (Checker checker in Enum.GetValues<Checker>())
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| {checker.ToString().ToLowerInvariant()} | {counted.Count(o => o.KilledBy == checker)} |\n");
        }
    }

    /// <summary>Half the width of the interval that holds the true rate in 19 of 20 samples, in percentage points.</summary>
    private static string Error(int killed, int all)
    {
        double rate = all == 0 ? 0 : (double)killed / all;
        return (196 * Math.Sqrt(rate * (1 - rate) / Math.Max(1, all))).ToString("0", CultureInfo.InvariantCulture);
    }

    private static string Killed(Outcome[] outcomes, params Checker[] by)
    {
        int killed = outcomes.Count(o => o.KilledBy is { } checker && by.Contains(checker));
        return $"{killed} ({Percent(killed, outcomes.Length)})";
    }

    private static string Percent(int part, int whole) => whole == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#} %");

    private static void Folders(StringBuilder text, Outcome[] counted)
    {
        text.Append("\n## By folder\n\n| folder | mutants | kit | explorer | conform | tests | survived | killed |\n")
            .Append("|---|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (IGrouping<string, Outcome> folder in counted.GroupBy(static o => o.Mutant.Folder)
            .OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            string checkers = string.Join(" | ", Enum.GetValues<Checker>().Select(c => folder.Count(o => o.KilledBy == c)));
            int survived = folder.Count(static o => o.KilledBy is null);
            text.Append(CultureInfo.InvariantCulture, $"| {folder.Key} | {folder.Count()} | {checkers} | {survived} | ")
                .Append(CultureInfo.InvariantCulture, $"{Percent(folder.Count() - survived, folder.Count())} |\n");
        }
    }

    private static void Survivors(StringBuilder text, Outcome[] counted)
    {
        text.Append("\n## Survivors\n\nThe last column says how many checks run through the place: 0 is code that nothing runs.\n\n")
            .Append("| mutant | where | what | before | after | reached by |\n|---|---|---|---|---|---:|\n");
        foreach (Outcome survivor in counted.Where(static o => o.KilledBy is null)
            .OrderBy(static o => o.Mutant.File, StringComparer.Ordinal).ThenBy(static o => o.Mutant.Line))
        {
            Mutant m = survivor.Mutant;
            text.Append(CultureInfo.InvariantCulture,
                $"| {m.Name} | {m.File[4..]}:{m.Line} | {m.Kind} | {Code(m.Before)} | {Code(m.After)} | {survivor.Reached} |\n");
        }
    }

    private static void Equivalents(StringBuilder text, Outcome[] outcomes, IReadOnlyDictionary<string, Equivalent> equivalents)
    {
        text.Append("\n## Mutants that change nothing that can be seen\n\n| mutant | where | why |\n|---|---|---|\n");
        foreach (Outcome outcome in outcomes.Where(o => IsEquivalent(o, equivalents))
            .OrderBy(static o => o.Mutant.File, StringComparer.Ordinal))
        {
            Equivalent equivalent = equivalents[outcome.Mutant.Name];
            text.Append(CultureInfo.InvariantCulture,
                $"| {equivalent.Name} | {equivalent.Where.Replace("|", "\\|", StringComparison.Ordinal)} | {equivalent.Reason} |\n");
        }

        text.Append("""

            ## What is not mutated

            Texts (messages, `ToString`, `Describe`), checks of arguments for null or range, attributes, default values, patterns,
            and what is computed once for a process: constants, static fields and static constructors. Code whose result is kept for
            the process, such as the compiled hashes of a task's local variables, is mutated but may have run before the mutant was
            switched on: many mutants share a process.

            ## Running it

            ```sh
            dotnet build -c Release && dotnet build -c Release eng/Eng.sln
            mutate="dotnet run -c Release --no-build --project eng/FolioModel.Mutation --"
            $mutate --sample 150 --seed 1     # with --write: renews this page
            $mutate --again 12                # recorded kills die again: continuous integration runs this, and one that survives fails
            ```

            A run that was ended goes on where it was: outcomes are kept in `artifacts/mutation` until the model's source changes.
            `--retry` tries survivors again after a change to the checks. A survivor that changes nothing is named, with the reason,
            in `eng/FolioModel.Mutation/equivalent-mutants.json`.

            """);
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";
}
