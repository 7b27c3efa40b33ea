using System.Globalization;
using FolioModel.Tests.Tasks;

namespace FolioModel.Bench.Interleaving;

/// <summary>
/// The same loop with and without points, in turns and by this thread's processor time: what points cost when nobody schedules.
/// </summary>
internal static class PointTable
{
    private const int Rounds = 2000;
    private const int Warm = 500;
    private const int Length = 100_000;

    public static void Print()
    {
        PointedLoop loop = new(new Machine());
        List<double> without = [];
        List<double> with = [];
        for (int round = 0; round < Warm + Rounds; round++)
        {
            double start = ThreadClock.Nanoseconds();
            loop.WithoutPoints(Length);
            double middle = ThreadClock.Nanoseconds();
            loop.WithPoints(Length);
            double end = ThreadClock.Nanoseconds();
            if (round >= Warm)
            {
                without.Add((middle - start) / Length);
                with.Add((end - middle) / Length);
            }
        }

        Console.WriteLine("| | median, ns a round | least |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(Row("without points", without));
        Console.WriteLine(Row("with two points a round", with));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture,
            $"ratio of the medians {Median(with) / Median(without):0.000}, of the least {with.Min() / without.Min():0.000}"));
    }

    private static string Row(string name, List<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(times):0.0000} | {times.Min():0.0000} |");

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
