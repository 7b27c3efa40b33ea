namespace FolioModel.Tests.Tasks;

/// <summary>The same loop with and without points.</summary>
internal sealed partial class PointedLoop(Machine machine)
{
    private long _sum;

    [Interleaved]
    public long WithPoints(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            machine.Point(SchedulingPoint.SlotLoad);
            _sum += i;
            machine.Point(SchedulingPoint.SlotReload);
            _sum ^= i;
        }

        return _sum;
    }

    public long WithoutPoints(int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            _sum += i;
            _sum ^= i;
        }

        return _sum;
    }
}
