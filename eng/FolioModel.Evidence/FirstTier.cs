using System.Diagnostics;

namespace FolioModel.Evidence;

/// <summary>
/// Keeps every method as it was compiled first. A method that is compiled again because it is hot swallows what it calls, also what has not
/// run yet, of whose compilation the runtime then says nothing: what is seen to run would depend on which method became hot when.
/// </summary>
internal static class FirstTier
{
    private static readonly (string Name, string Value)[] s_settings =
    [
        ("DOTNET_TC_CallCounting", "0"),
        ("DOTNET_TC_OnStackReplacement_InitialCounter", "7fffffff"),
        ("DOTNET_OSR_HitLimit", "7fffffff"),
    ];

    /// <summary>Whether this process runs so.</summary>
    public static bool IsKept => Array.TrueForAll(s_settings, static s => Environment.GetEnvironmentVariable(s.Name) == s.Value);

    /// <summary>Runs this program again in a process that does: the runtime reads these settings only when it starts.</summary>
    /// <returns>Its exit code.</returns>
    public static int Restart(string[] args)
    {
        ProcessStartInfo start = new("dotnet", [typeof(FirstTier).Assembly.Location, .. args]) { UseShellExecute = false };
        foreach ((string name, string value) in s_settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
