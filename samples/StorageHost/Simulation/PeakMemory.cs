using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace FolioModel.Samples.StorageHost.Simulation;

/// <summary>The real memory that this process has used at most, since it was last reset where the system can do that.</summary>
internal static class PeakMemory
{
    private const string Reset = "/proc/self/clear_refs";
    private const string Status = "/proc/self/status";

    /// <summary>Gives garbage back and begins anew.</summary>
    /// <remarks>Writing 5 to <c>clear_refs</c> sets <c>VmHWM</c> to what is in use now.</remarks>
    public static void Begin()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            File.WriteAllText(Reset, "5");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The peak of the whole process is then reported, which is never too small.
        }
    }

    /// <summary>Bytes used at most.</summary>
    public static long Bytes()
    {
        string? line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        if (line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, string kilobytes, ..])
        {
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
        }

        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
