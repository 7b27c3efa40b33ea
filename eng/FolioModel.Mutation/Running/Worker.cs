using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using FolioModel.Cli.Modules;

namespace FolioModel.Mutation;

/// <summary>
/// The other end of a <see cref="WorkerProcess"/>: runs checks on the mutated model, mutant after mutant, as its input says, until the
/// input ends.
/// </summary>
/// <remarks>
/// Lines of input: <c>map CHECK MUTANTS</c> runs a check with no mutant and answers what it takes and reaches;
/// <c>run MUTANT CHECK...</c> runs checks until one finds something.
/// </remarks>
internal static class Worker
{
    public const string Starting = "at";
    public const string Mapped = "mapped";
    public const string Ended = "ended";

    public static int Work(string root)
    {
        TextWriter output = Console.Out;
        Console.SetOut(TextWriter.Null);
        Type mutation = typeof(Machine).Assembly.GetType(SwitchSource.TypeName, throwOnError: true)!;
        FieldInfo active = mutation.GetField("Active")!;
        FieldInfo reached = mutation.GetField("Reached")!;
        // What is made once for the process is made before a mutant is on.
        _ = ModuleSet.BuiltIn.Programs.Names.Count();
        IReadOnlyList<Check> checks = Check.All(root);
        Tell(output, $"{checks.Count}");
        while (Console.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "map")
            {
                Map(checks, Number(words[1]), Number(words[2]), reached, output);
            }
            else
            {
                Run(checks, Number(words[1]), words[2..], active, output);
            }
        }

        return 0;
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static void Tell(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }

    private static void Map(IReadOnlyList<Check> checks, int check, int mutants, FieldInfo reached, TextWriter output)
    {
        byte[] seen = new byte[mutants];
        Tell(output, $"{Starting} {check}");
        reached.SetValue(null, seen);
        long start = Stopwatch.GetTimestamp();
        string? found = Guarded(checks[check]);
        long milliseconds = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        reached.SetValue(null, null);
        Tell(output, $"{Mapped} {check} {milliseconds} {(found is null ? "holds" : "fails")} {Convert.ToBase64String(Bits(seen))}");
        Tell(output, Ended);
    }

    private static byte[] Bits(byte[] seen)
    {
        byte[] bits = new byte[(seen.Length + 7) / 8];
        for (int i = 0; i < seen.Length; i++)
        {
            bits[i / 8] |= (byte)(seen[i] << (i % 8));
        }

        return bits;
    }

    private static void Run(IReadOnlyList<Check> checks, int mutant, string[] which, FieldInfo active, TextWriter output)
    {
        active.SetValue(null, mutant);
        string end = Ended;
        foreach (string word in which)
        {
            Tell(output, $"{Starting} {word}");
            if (Guarded(checks[Number(word)]) is { } found)
            {
                end = $"{Ended} {word} {found.ReplaceLineEndings(" ")}";
                break;
            }
        }

        active.SetValue(null, -1);
        Tell(output, end);
    }

    private static string? Guarded(Check check)
    {
        try
        {
            return check.Run();
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }
}
