namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>
/// A calculation, not the model: which bytes of each file stay cached on two nodes with memory and LRU lists of their own. It shows whether
/// lists by node could be the cause of what the model with one list does not predict.
/// </summary>
/// <param name="Placement">The node on which each task runs.</param>
/// <param name="LocalShare">The part of the reclaimed memory that comes from the node of the process.</param>
/// <param name="CachedGb">GB of each file after each write.</param>
/// <param name="LargestError">The largest difference from the measurement, as a part of a file.</param>
internal sealed record NodeLists(string Placement, double LocalShare, double[][] CachedGb, double LargestError)
{
    private const int Nodes = 2;
    private const int StepsPerGb = 10;

    /// <summary>The placement and share that come closest to what was measured after the writes.</summary>
    /// <param name="fileGb">GB of each file.</param>
    /// <param name="memoryGb">GB of memory that are free at the start, of both nodes.</param>
    /// <param name="measured">GB of each file after each write.</param>
    /// <param name="shares">The shares to try.</param>
    public static NodeLists Closest(double fileGb, double memoryGb, double[][] measured, IEnumerable<double> shares)
    {
        NodeLists? best = null;
        double[] tried = [.. shares];
        for (int placement = 0; placement < 1 << (measured.Length - 1); placement++)
        {
            // The first task's node is called 0.
            int[] nodes = [.. Enumerable.Range(0, measured.Length).Select(t => t == 0 ? 0 : (placement >> (t - 1)) & 1)];
            foreach (double share in tried)
            {
                double[][] cached = new Memory(memoryGb, share).Run(nodes, fileGb);
                double error = measured.Zip(cached).Max(p => p.First.Zip(p.Second).Max(v => Math.Abs(v.First - v.Second))) / fileGb;
                if (best is null || error < best.LargestError)
                {
                    best = new NodeLists(string.Join(", ", nodes), share, cached, error);
                }
            }
        }

        return best!;
    }

    /// <summary>
    /// Memory in steps of a tenth of a gigabyte. An allocation takes the process's node first, and the other one when that is full.
    /// </summary>
    private sealed class Memory(double memoryGb, double localShare)
    {
        private readonly int[] _free = [(int)(memoryGb * StepsPerGb) / Nodes, (int)(memoryGb * StepsPerGb) / Nodes];
        private readonly Queue<int>[] _lists = [new(), new()];
        private readonly Dictionary<int, int> _cached = [];
        private double _owed;

        /// <summary>Each task reads a file into memory of its own, writes another one, and ends.</summary>
        public double[][] Run(int[] nodes, double fileGb)
        {
            int steps = (int)(fileGb * StepsPerGb);
            double[][] after = new double[nodes.Length][];
            for (int task = 0; task < nodes.Length; task++)
            {
                int[] anonymous = new int[Nodes];
                for (int i = 0; i < steps; i++)
                {
                    // A later task's input is cached already: the task before has written it.
                    if (task == 0)
                    {
                        Cache(nodes[task], 0);
                    }

                    anonymous[Take(nodes[task])]++;
                }

                for (int i = 0; i < steps; i++)
                {
                    Cache(nodes[task], task + 1);
                }

                after[task] = [.. Enumerable.Range(0, nodes.Length + 1).Select(f => (double)_cached.GetValueOrDefault(f) / StepsPerGb)];
                _free[0] += anonymous[0];
                _free[1] += anonymous[1];
            }

            return after;
        }

        private void Cache(int node, int file)
        {
            _lists[Take(node)].Enqueue(file);
            _cached[file] = _cached.GetValueOrDefault(file) + 1;
        }

        private int Take(int local)
        {
            int node = _free[local] > 0 ? local : 1 - local;
            if (_free[node] == 0)
            {
                _owed += localShare;
                node = _owed >= 1 ? local : 1 - local;
                _owed -= node == local ? 1 : 0;
                node = _lists[node].Count > 0 ? node : 1 - node;
                _cached[_lists[node].Dequeue()]--;
                _free[node]++;
            }

            _free[node]--;
            return node;
        }
    }
}
