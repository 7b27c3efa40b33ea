using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;

namespace FolioModel.Cli.Campaigns;

/// <summary>
/// <c>folio silo</c>: starts the program <c>folio-silo</c>, which is a package of its own, since a cluster needs a framework that work on
/// one machine should neither build nor install.
/// </summary>
internal static class SiloCommand
{
    public const string Name = "silo";
    private const string Program = "folio-silo";
    private const string PathVariable = "FOLIO_SILO";

    /// <summary>The verb as <c>folio --help</c> shows it.</summary>
    public static Command Create() => new(Name, $"Run a silo of a cluster that works on campaigns. Needs the package {Program}.")
    {
        TreatUnmatchedTokensAsErrors = false,
    };

    /// <summary>Runs the program with the same streams, and returns its exit code.</summary>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="error">Where errors go.</param>
    public static int Start(IReadOnlyList<string> arguments, TextWriter error)
    {
        (string file, string[] before) = Find();
        try
        {
            // Ctrl-C reaches both processes; this one waits for the other to end in its own way.
            Console.CancelKeyPress += static (_, e) => e.Cancel = true;
            using Process process = Process.Start(new ProcessStartInfo(file, [.. before, .. arguments]) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            return Complaint.Write(error, Name, $"expected the program {Program} beside folio, on the PATH, or named by {PathVariable}; "
                + $"install it with: dotnet tool install --global {Program}");
        }
    }

    private static (string File, string[] Before) Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
        {
            return named.EndsWith(".dll", StringComparison.Ordinal) ? ("dotnet", [named]) : (named, []);
        }

        string beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{Program}.exe" : Program);
        return (File.Exists(beside) ? beside : Program, []);
    }
}
