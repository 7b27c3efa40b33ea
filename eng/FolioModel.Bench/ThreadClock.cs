using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FolioModel.Bench;

/// <summary>CPU time of this thread in nanoseconds: on a machine that others use too, the only time that means anything.</summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3;

    internal static double Nanoseconds()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Stopwatch.GetTimestamp() * 1e9 / Stopwatch.Frequency;
        }

        _ = ReadClock(ThreadCpuTime, out Time time);
        return (time.Seconds * 1e9) + time.Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        internal long Seconds;
        internal long Nanoseconds;
    }
}
