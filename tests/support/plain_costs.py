"""The cost model once more: one future and one start year in Python's numbers, from the published formulas."""

import math
from dataclasses import dataclass
from types import SimpleNamespace

from pipelines.tco.decision import Decision
from pipelines.tco.technology import Technology

EARTH_KM, GRAVITATION = 6378.137, 398_600.4418
BOLTZMANN = 5.670374419e-8


def recovery(rate: float, years: float) -> float:
    """Payment that repays a dollar, by the textbook's formula."""
    return rate / (1.0 - (1.0 + rate) ** -years) if rate else 1.0 / years


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainCosts:
    """Costs of one start year, by component, USD/kW-year.

    Attributes
    ----------
    x
        Inputs, each one number; those by year in the start year, electricity as its mean over the service.
    """

    x: SimpleNamespace
    technology: Technology
    decision: Decision
    start_year: int

    @property
    def launch_price(self) -> float:
        x = self.x
        if self.technology.launch_price == "by_year":
            return float(x.launch_price_usd_per_kg)
        flight = x.flight_operations_usd
        for stage in ("booster", "ship"):
            build, flights = getattr(x, f"{stage}_cost_usd"), getattr(x, f"{stage}_flights")
            flight += (build + (flights - 1.0) * x.refurbishment_fraction * build) / flights
        return float(flight / x.payload_kg / (1.0 - x.launch_margin_fraction))

    @property
    def dose(self) -> float:
        x = self.x
        shielding = max(x.shielding_kg_per_kw / x.shielding_reference_kg_per_kw, 0.01)
        return float(x.radiation_dose_rad_per_year / shielding**x.shielding_exponent)

    @property
    def lives(self) -> tuple[float, float]:
        """Years of platform and computers."""
        computers = min(self.x.it_life_years, self.x.radiation_tolerance_rad / self.dose)
        both = min(computers, self.x.satellite_life_years)
        return (self.x.satellite_life_years if self.technology.repair == "servicing" else both), both

    @property
    def load_w(self) -> float:
        pumps = self.x.pump_power_fraction if self.technology.cooling == "pumped_loop" else 0.0
        return float(1000.0 * (1.0 + self.x.bus_power_fraction) / (1.0 - pumps))

    @property
    def eclipse(self) -> float:
        """Longest of the year, as a share of the orbit."""
        radius = EARTH_KM + self.x.altitude_km
        edge = math.asin(EARTH_KM / radius)
        if self.technology.orbit == "inclined":
            return edge / math.pi
        turn = 2.0 * math.pi / (365.2422 * 86_400.0)
        cosine = -turn * radius**3.5 / (1.5 * 1.08262668e-3 * EARTH_KM**2 * math.sqrt(GRAVITATION))
        beta = math.acos(cosine) + math.radians(23.44)
        return math.acos(min(math.cos(edge) / abs(math.cos(beta)), 1.0)) / math.pi

    @property
    def array(self) -> tuple[float, float]:
        """Nameplate W, m2."""
        x, (life, _) = self.x, self.lives
        watts_per_m2 = x.irradiance_w_per_m2 * x.cell_efficiency * x.array_fill
        if self.technology.array == "given":
            return watts_per_m2 * x.array_m2_per_kw, x.array_m2_per_kw
        kept = 1.0 - x.array_degradation_per_year
        if self.technology.array == "mean":
            mean = (1.0 - kept**life) / (life * (1.0 - kept)) if kept < 1.0 else 1.0
            watts = self.load_w / (x.sunlit_fraction * mean * x.array_derate * x.array_remaining_factor)
        else:
            lit = 1.0 - self.eclipse
            generated = self.load_w * (lit + self.eclipse / x.battery_round_trip_efficiency) / lit
            watts = generated / (x.array_derate * x.array_remaining_factor * kept**life)
        return watts, watts / watts_per_m2

    @property
    def battery_wh(self) -> float:
        period_h = 2.0 * math.pi * math.sqrt((EARTH_KM + self.x.altitude_km) ** 3 / GRAVITATION) / 3600.0
        return float(self.load_w * self.eclipse * period_h / self.x.battery_depth_of_discharge)

    @property
    def spare(self) -> float:
        """Loops of a plant for each one that must work."""
        shared = self.technology.architecture == "monolithic" and self.technology.units
        return self.technology.units / self.technology.units_needed if shared else 1.0

    @property
    def radiator_m2(self) -> float:
        x, technology, (life, _) = self.x, self.technology, self.lives
        if technology.radiator == "area":
            return float(x.radiator_m2_per_kw)
        if technology.radiator == "given":
            return float(self.load_w / x.radiator_net_w_per_m2 * x.radiator_area_margin * self.spare)
        emitted = x.radiator_emissivity * x.radiator_fin_efficiency * x.radiator_faces * BOLTZMANN
        sunlight = x.irradiance_w_per_m2 * (x.radiator_absorptivity + x.radiator_darkening_per_year * life)
        if technology.sunshield and x.sunshield_deployed == 1.0:
            sunlight *= x.sunshield_transmission
        net = emitted * (x.radiator_temperature_k**4 - x.radiator_sink_k**4)
        net -= sunlight * (x.radiator_solar_view + x.radiator_earth_view * x.albedo)
        net -= x.radiator_infrared_absorptivity * x.radiator_earth_view * x.earth_infrared_w_per_m2
        return float(self.load_w / net * x.radiator_area_margin * self.spare)

    @property
    def masses(self) -> tuple[float, float, float]:
        """Bus kg, all kg, and kg that the launch is charged for."""
        x, technology, (life, _) = self.x, self.technology, self.lives
        if technology.mass == "given":
            mass = x.system_kg_per_kw + x.shielding_kg_per_kw
            return x.bus_mass_fraction * x.system_kg_per_kw, mass, mass
        array = self.array[1] * x.array_kg_per_m2
        radiator = self.radiator_m2 * (x.radiator_kg_per_m2 + (x.sunshield_kg_per_m2 if technology.sunshield else 0.0))
        cooling = (
            x.pump_kg_per_kw * self.load_w / 1000.0
            if technology.cooling == "pumped_loop"
            else x.heat_pipe_kg * self.load_w / x.heat_pipe_capacity_w
        )
        platform = array + radiator + cooling * self.spare + self.battery_wh / x.battery_wh_per_kg
        platform = (platform + x.unit_overhead_kg / x.unit_it_power_kw) * (1.0 + x.design_margin_fraction)
        dry = (x.it_mass_kg_per_kw + x.shielding_kg_per_kw + platform) / (1.0 - x.bus_mass_fraction)
        radius, perigee = EARTH_KM + x.altitude_km, EARTH_KM + x.disposal_perigee_km
        lowered = 2e3 * math.sqrt(GRAVITATION / radius) * (1.0 - math.sqrt(2.0 * perigee / (radius + perigee)))
        speed = x.station_keeping_m_per_s_year * life + lowered
        mass = dry * math.exp(speed / (9.80665 * x.specific_impulse_s))
        cargoes = [
            (array, self.array[1] / x.array_m2_per_m3),
            (radiator, self.radiator_m2 / x.radiator_m2_per_m3),
            (mass - array - radiator, (mass - array - radiator) / x.dense_kg_per_m3),
        ]
        if technology.cargo == "mixed":
            cargoes = [(mass, sum(m3 for _, m3 in cargoes))]
        charged = sum(max(kg, m3 * x.payload_kg / x.fairing_m3) for kg, m3 in cargoes)
        return x.bus_mass_fraction * dry, mass, charged

    def losses(self, life: float) -> float:
        """Accelerators lost on the ground, 1/year."""
        x, infant = self.x, min(self.x.infant_period_years, life)
        rate = x.accelerator_failure_rate_per_year + x.hbm_failure_rate_per_year * (1.0 - x.hbm_mitigated_fraction)
        return float(rate * (infant * x.infant_failure_multiplier + life - infant) / life)

    def goodput(self, dose: float = 0.0) -> float:
        x = self.x
        interruptions = x.accelerator_interruption_rate_per_year + dose / x.dose_per_interruption_rad
        return float(1.0 / (1.0 + interruptions * x.job_accelerators * x.restart_hours / 8766.0))

    @property
    def unit_losses(self) -> float:
        x, years = self.x, self.decision.service_years
        if self.technology.architecture == "monolithic":
            return float(x.plant_losses / years)
        common = x.common_cause_events * x.common_cause_fraction / years
        return float(x.satellite_failure_rate_per_year + x.loop_failure_rate_per_year + common)

    @property
    def placed(self) -> float:
        """Nameplate kW for each delivered one."""
        x, technology, (life, computers), years = self.x, self.technology, self.lives, self.decision.service_years
        ceiling = x.unit_downlink_gbps * x.downlink_availability / 8.0 * 3600.0 / x.unit_it_power_kw
        share = x.orbit_availability * self.goodput(self.dose) / x.sdc_redundancy
        share *= min(ceiling / x.workload_gb_per_kwh, 1.0) if x.workload_gb_per_kwh else 1.0
        if n := technology.units:
            p, k = x.unit_availability, technology.units_needed
            at_least_k = sum(math.comb(n, m) * p**m * (1.0 - p) ** (n - m) for m in range(k, n + 1))
            if technology.architecture == "monolithic":
                share *= at_least_k  # spare loops carry no computers
            else:
                share *= k / n * at_least_k if technology.workload == "training" else p
        losses = x.leo_failure_multiplier * self.losses(computers) + self.unit_losses
        if technology.repair == "replacement":
            share /= 1.0 + losses * x.replacement_delay_years
        due = (1.0 / life + losses) * x.grounding_years
        grounded = min(x.vehicle_groundings * x.grounding_years / years, 1.0)
        if technology.architecture == "monolithic":
            share *= 1.0 - min(x.plant_losses * x.plant_rebuild_years / years, 0.9)
        return float(1.0 / (share * (1.0 - grounded * (1.0 - (1.0 - math.exp(-due)) / due))))

    @property
    def overbuild(self) -> float:
        x, technology, (life, computers) = self.x, self.technology, self.lives
        if technology.repair == "written_off":
            return 1.0
        rate = x.leo_failure_multiplier * self.losses(computers)
        if technology.repair == "servicing":
            rate *= 1.0 - x.serviceable_fraction
        whole = technology.architecture == "monolithic"
        rate += 0.0 if whole else self.unit_losses
        built = rate * life / (1.0 - math.exp(-rate * life)) if rate else 1.0
        return built + (0.5 * self.unit_losses * life if whole else 0.0)

    @property
    def hardware(self) -> dict[str, float]:
        """All but the computers, USD for a kW in service."""
        x, technology = self.x, self.technology
        index = (1.0 - x.platform_cost_decline_per_year) ** (self.start_year - 2026) * self.placed
        names = ("platform", "array", "battery", "radiator", "cooling", "bus", "propulsion", "links", "integration")
        if technology.platform_cost == "given":
            return {**dict.fromkeys(names, 0.0), "platform": x.platform_cost_usd_per_kw * index}
        panel = x.radiator_cost_usd_per_m2 + (x.sunshield_cost_usd_per_m2 if technology.sunshield else 0.0)
        moved = (
            x.pump_cost_usd_per_kw / 1000.0
            if technology.cooling == "pumped_loop"
            else x.heat_pipe_cost_usd / x.heat_pipe_capacity_w
        )
        learned = (x.bus_units / x.bus_reference_units) ** math.log2(1.0 - x.bus_learning_rate)
        parts = {
            "platform": 0.0,
            "array": self.array[0] * x.array_cost_usd_per_w,
            "battery": self.battery_wh * x.battery_cost_usd_per_wh,
            "radiator": self.radiator_m2 * panel,
            "cooling": self.load_w * moved * self.spare,
            "bus": self.masses[0] * x.bus_cost_usd_per_kg * learned + x.unit_overhead_usd / x.unit_it_power_kw,
            "propulsion": x.propulsion_cost_usd_per_kw,
            "links": x.laser_terminals_per_unit * x.laser_terminal_cost_usd / x.unit_it_power_kw,
        }
        parts["integration"] = x.integration_fraction * sum(parts.values())
        return {name: usd * index for name, usd in parts.items()}

    def orbit(self, it_cost: float) -> dict[str, float]:
        """Costs in orbit, with computers of a price, USD/kW."""
        x, technology, placed, built = self.x, self.technology, self.placed, self.overbuild
        (life, computers), years, power = self.lives, self.decision.service_years, self.decision.it_power_kw
        hardware, compute, (_, mass, charged) = self.hardware, placed * it_cost, self.masses
        launched = placed * (charged - x.shielding_kg_per_kw) * self.launch_price
        brought_up = {
            "assembly": placed * mass * x.assembly_usd_per_kg if technology.architecture == "monolithic" else 0.0,
            "shielding": placed * x.shielding_kg_per_kw * self.launch_price * x.shielding_launch_price_ratio,
            "launch": launched,
        }
        once = {"engineering": x.engineering_usd / power, "ground_segment": x.ground_segment_usd / power}
        hardware_usd, once_usd = sum(hardware.values()), sum(once.values())
        platform = hardware_usd + sum(brought_up.values())

        worth = compute + hardware_usd
        on_launch = min(x.insurance_capacity_usd / (worth / placed * x.payload_kg / charged), 1.0) if worth else 1.0
        in_orbit = min(x.insurance_capacity_usd / (worth * power), 1.0) if worth else 1.0
        premium = x.launch_insurance_fraction * on_launch + x.launch_failure_probability * (1.0 - on_launch)
        yearly = x.in_orbit_insurance_per_year * in_orbit

        nominal = x.ground_cost_of_capital + (x.orbit_cost_of_capital - x.ground_cost_of_capital) * max(
            1.0 - (self.start_year - 2026) / x.orbit_premium_fade_years, 0.0
        )
        rate = (1.0 + nominal) / (1.0 + x.inflation_per_year) - 1.0
        interest = compute * (recovery(rate, computers) - 1.0 / computers)
        interest += platform * (recovery(rate, life) - 1.0 / life)
        depreciation = compute / computers + platform / life
        lost = x.leo_failure_multiplier * self.losses(computers)
        beyond = {
            "none": 0.0,
            "replacement": (built - 1.0) * (x.replacement_price_factor - 1.0) * launched / life,
            "servicing": lost * x.serviceable_fraction * compute,
            "written_off": (lost + self.unit_losses) * worth,
        }
        exchanged_kg = x.it_mass_kg_per_kw / computers if technology.mass == "by_part" else 0.0
        visits = max(x.servicing_kg_per_kw_year, exchanged_kg) * self.launch_price + x.servicing_usd_per_kw_year
        deployment_years = placed * power * charged / x.payload_kg / x.launches_per_year
        waited = (
            (x.orbit_months_to_power / 12.0 + deployment_years / 2.0)
            * x.early_power_usd_per_kw_year
            * recovery(rate, years)
        )
        return {
            "compute": compute / computers,
            **{name: usd / life for name, usd in (hardware | brought_up).items()},
            **{name: usd / years for name, usd in once.items()},
            "failures": (built - 1.0) * depreciation + beyond[technology.repair],
            "insurance": built * premium * depreciation + yearly * (compute + platform),
            "maintenance": x.orbit_maintenance_cost_per_year * hardware_usd,
            "servicing": placed * visits if technology.repair == "servicing" else 0.0,
            "operations": placed * x.orbit_operations_usd_per_kw_year + x.ground_segment_usd_per_year / power,
            "waiting": waited if technology.time_value else 0.0,
            "cost_of_capital": (1.0 + premium) * built * interest + once_usd * (recovery(rate, years) - 1.0 / years),
        }

    def ground(self, it_cost: float) -> dict[str, float]:
        """Costs on the ground, with computers of a price, USD/kW."""
        x, technology, years = self.x, self.technology, self.decision.service_years
        bought = 1.0 / (x.ground_availability * self.goodput())
        rate = (1.0 + x.ground_cost_of_capital) / (1.0 + x.inflation_per_year) - 1.0
        kwh, price, plant, plant_life = bought * 8760.0, x.electricity_price_usd_per_kwh, 0.0, 1.0
        if technology.ground_power == "gas":
            kwh *= x.gas_plant_capacity_factor
            price = x.heat_rate_btu_per_kwh / 1e6 * x.gas_price_usd_per_mmbtu
            plant, plant_life = x.pue * x.gas_plant_reserve * x.gas_plant_usd_per_kw, x.gas_plant_life_years
        elif technology.ground_power == "solar_storage":
            stored = min(x.storage_hours / 24.0, 1.0)
            field = (1.0 - stored + stored / x.storage_round_trip_efficiency) / x.solar_capacity_factor
            plant = x.pue * (1000.0 * field * x.solar_usd_per_w + x.storage_hours * x.storage_usd_per_kwh)
            price, plant_life = 0.0, x.solar_storage_life_years
        assets = (
            (bought * it_cost, x.it_life_years),
            (bought * x.facility_usd_per_kw, x.facility_life_years),
            (bought * plant, plant_life),
        )
        waited = x.ground_months_to_power / 12.0 * x.early_power_usd_per_kw_year * recovery(rate, years)
        backup = bought * x.backup_power_usd_per_kw / x.facility_life_years
        return {
            "compute": bought * it_cost / x.it_life_years,
            "facility": bought * x.facility_usd_per_kw / x.facility_life_years - backup,
            "backup_power": backup,
            "power_plant": bought * plant / plant_life,
            "energy": kwh * price,
            "overhead_energy": kwh * price * (x.pue - 1.0),
            "water": kwh * x.water_use_l_per_kwh / 1000.0 * x.water_price_usd_per_m3,
            "repairs": self.losses(x.it_life_years) * bought * it_cost,
            "maintenance": bought * x.facility_usd_per_kw * x.ground_maintenance_cost_per_year
            + (bought * plant * x.power_plant_maintenance_per_year if plant else 0.0),
            "operations": bought * x.ground_operations_usd_per_kw_year,
            "waiting": waited if technology.time_value else 0.0,
            "cost_of_capital": sum(usd * (recovery(rate, life) - 1.0 / life) for usd, life in assets),
        }
